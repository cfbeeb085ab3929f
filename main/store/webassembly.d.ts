// Owns: what Kith uses of WebAssembly, which Node has and its types do not tell.
// Leaves to others: the engine that runs in it (search-engine.ts).
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Memory {
    constructor(size: { readonly initial: number; readonly maximum: number; readonly shared: boolean });
    /** Another one after the memory grew. */
    readonly buffer: ArrayBufferLike;
  }
  class Instance {
    constructor(module: Module, imports: { readonly env: { readonly memory: Memory } });
    readonly exports: Readonly<Record<string, unknown>>;
  }
}
