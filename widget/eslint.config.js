import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    rules: {
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: "error",
      // The widget runs under Trusted Types and strict policies on other people's pages.
      "no-restricted-properties": [
        "error",
        ...["innerHTML", "outerHTML", "insertAdjacentHTML", "write", "cssText"].map((property) => ({ property })),
      ],
      "no-restricted-globals": ["error", "alert", "eval", "event", "name"],
    },
  },
  { files: ["src/**"], languageOptions: { globals: globals.browser } },
  { files: ["*.js", "test/**"], languageOptions: { globals: globals.node } },
];
