/** The style sheet as text: build.js makes it small and hands it over so. */
declare module "*.css" {
  const css: string;
  export default css;
}

/** Address of the second file, below the service's; build.js puts its version in. */
declare const PAGE_FILE: string;
