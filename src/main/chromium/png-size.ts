/** Width and height of a PNG in pixels, out of its IHDR chunk (PNG, third edition, 11.2.1). */
export function readPngSize(png: Buffer): { width: number; height: number } {
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) }
}
