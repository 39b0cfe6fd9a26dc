/**
 * Lint rules: strict TypeScript with types, and no floating promise. prettier checks the layout, test/house the arrows
 * between rooms.
 */
import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

/** Globals of Node.js. */
const nodeGlobals = Object.fromEntries(
  [
    ...["AbortController", "AbortSignal", "Buffer", "TextDecoder", "TextEncoder", "URL", "console", "fetch", "process"],
    ...["clearImmediate", "clearInterval", "clearTimeout", "performance", "queueMicrotask", "setImmediate"],
    ...["setInterval", "setTimeout", "structuredClone"],
  ].map((name) => [name, "readonly"]),
);

export default tseslint.config(
  { ignores: ["node_modules/", "**/dist/", "build/", "build-*/", "coverage/", "demo-output/"] },
  js.configs.recommended,
  {
    files: ["**/*.ts", "**/*.tsx", "**/*.mts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      // A contract may be asynchronous although one of its implementations is not.
      "@typescript-eslint/require-await": "off",
      // A caught value is passed on unchanged and has the type `unknown`; together, these two rules would refuse both
      // ways to write that.
      "@typescript-eslint/prefer-promise-reject-errors": ["error", { allowThrowingUnknown: true }],
      // The addon's functions are not methods: they have no `this`.
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      // The reason of an AbortSignal is rethrown unchanged.
      "@typescript-eslint/only-throw-error": ["error", { allowThrowingAny: true, allowThrowingUnknown: true }],
      eqeqeq: "error",
    },
  },
  {
    files: ["test/web/**/*.ts"],
    languageOptions: { parserOptions: { project: "./test/web/tsconfig.json", tsconfigRootDir: import.meta.dirname } },
  },
  {
    files: ["web/src/**/*.ts", "web/src/**/*.tsx"],
    extends: [reactHooks.configs.flat.recommended],
    languageOptions: { parserOptions: { project: "./web/tsconfig.json", tsconfigRootDir: import.meta.dirname } },
  },
  {
    // Declarations beside a plain script belong to no TypeScript program of the project.
    files: ["**/*.d.mts", "web/src/api/schema.d.ts"],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: { parserOptions: { project: null } },
  },
  {
    files: ["**/*.js", "**/*.mjs", "bin/sister"],
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: nodeGlobals },
    rules: { eqeqeq: "error", "no-unused-vars": ["error", { argsIgnorePattern: "^_" }] },
  },
);
