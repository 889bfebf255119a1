/** A picture in a format that is not exact. */
export interface Lossy {
  format: 'jpeg' | 'webp'
  /** 1–100. */
  quality: number
}

/** What is made of a page: the lossless picture, a PDF, or both of the very same page. */
export interface Outputs {
  png: boolean
  pdf: boolean
  /** May come in place of the lossless picture, where that can be had later. */
  lossy?: Lossy
}

/** One page to draw. */
export interface RenderJob {
  /** The whole composed document. */
  html: string
  /** CSS pixels. */
  width: number
  height: number
  /** Device pixels per CSS pixel. */
  deviceScaleFactor: number
  javaScript: boolean
  /** Names what the document was composed from; documents of one name are likely to differ in their values alone. */
  template?: string
  /** Whose page this is (uid of a binding or template): a page that ran JavaScript is never used for another. */
  owner: string
  outputs: Outputs
  /** Someone waits for it: goes before background work. */
  urgent?: boolean
}

export interface FailedRequest {
  /** Query values, fragment and userinfo cut. */
  url: string
  reason: string
}

/** What came of one attempt at a page. */
export interface Drawn {
  png: Buffer | null
  /** In place of `png`: the page is opaque, and drawing it again gives the same pixels whenever that is. */
  lossy: Buffer | null
  pdf: Buffer | null
  /** Device pixels of the picture. */
  width: number
  height: number
  /** What the page's scripts said, the first 50 lines. */
  console: string[]
  /** Sub-resources that failed, were refused or did not come in time, the first 50. */
  failedRequests: FailedRequest[]
  /** Whether only the values that differ were changed in the document that was there. */
  isPatched: boolean
}

export interface Rendered extends Drawn {
  /** Milliseconds from the call to the start of the attempt that succeeded, and from there to the picture. */
  queueMs: number
  renderMs: number
}
