/** Starts a WebAssembly module that needs nothing from outside. Pure: it can reach nothing but its own memory. */

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** By so many pages of 64 KiB; `buffer` is another one afterwards. */
  grow(pages: number): number;
}

/** @returns What the module exports, as its text says; nobody checks that. */
export function startWasm<Exports>(bytes: Uint8Array): Exports {
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Exports;
}

/** The part of it that is used: it is no part of the language, and Node's types leave it to those of browsers. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};
