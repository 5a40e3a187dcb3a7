/** The style sheet as text: build.js makes it small and hands it over so. */
declare module "*.css" {
  const css: string;
  export default css;
}
