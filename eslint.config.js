/** Lint rules: strict TypeScript with types, and no promise left alone. Layout is prettier's business, arrows between rooms test/house's. */
import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

/** What Node gives to every script. */
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
      // A contract may be asynchronous where one of its implementations is not.
      "@typescript-eslint/require-await": "off",
      // What was caught is passed on as it is, and is `unknown`; the two rules beside each other refuse both ways to write that.
      "@typescript-eslint/prefer-promise-reject-errors": ["error", { allowThrowingUnknown: true }],
      // The addon's functions are no methods: they have no `this`.
      "@typescript-eslint/unbound-method": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      // The reason of an AbortSignal is thrown on as it is.
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
    // Declarations that stand beside a plain script belong to no program of ours.
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
