/** The style sheet as text: build.js makes it small and hands it over so. */
declare module "*.css" {
  const css: string;
  export default css;
}

/** Addresses of the further files, below the service's; build.js puts their versions in. */
declare const PAGE_FILE: string;
declare const WORD_FILE: string;
declare const ENGLISH_FILE: string;
