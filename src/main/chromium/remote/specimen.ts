import type { RenderJob } from '../render-job.ts'

/**
 * Families that templates are likely to name, which come from the machine where they are not Bindery's own, and words in
 * scripts that Bindery brings no font for: two machines that draw all these alike have alike fonts.
 */
const FAMILIES = [
  ...[
    'sans-serif',
    'serif',
    'monospace',
    'system-ui',
    'Arial',
    'Helvetica',
    'Times New Roman',
    'Georgia',
    'Courier New',
  ],
  ...['Inter', 'Noto Serif', 'JetBrains Mono', 'Roboto', 'Open Sans', 'Lato', 'Montserrat', 'Ubuntu', 'Cantarell'],
  ...[
    'DejaVu Sans',
    'DejaVu Serif',
    'Liberation Sans',
    'Noto Sans',
    'FreeSans',
    'Comic Sans MS',
    'Impact',
    'no such font',
  ],
]
const STYLES = ['400', '500', '600', '700', '800', 'italic 400', 'italic 700']
const SCRIPTS = '漢字かなカナ 한국어 العربية עברית ไทย हिन्दी தமிழ் ქართული Հայերեն አማርኛ ∑√∞ ♞ ⠿ 𝔸 😀🏳️‍🌈👩🏽‍🚀'

/** One pixel red, then blue: where animations run, the second shows. */
const GIF =
  'data:image/gif;base64,R0lGODlhAQABAPAAAP8AAAAA/yH5BAAKAAAALAAAAAABAAEAAAICRAEAIfkEAAoAAAAsAAAAAAEAAQAAAgJMAQA7'

const text = FAMILIES.map(
  (name) => `<p style="font-family:${name.includes(' ') ? `'${name}'` : name}">Hamburgefonts Ω Ж 0123 fi ffl</p>`,
)
const weights = STYLES.map(
  (style) => `<b style="font:${style} 13px sans-serif">Rag</b> <b style="font:${style} 13px serif">Rag</b>`,
)

/** All that a picture consists of: type, edges, blends, gradients, shadows, images, and what must not move. */
const BODY = `<!doctype html><meta charset="utf-8"><style>
body{margin:0;font:13px/15px sans-serif;color:#123}p{margin:0}
main{columns:2;height:170px;padding:4px}
i{display:inline-block;width:60px;height:60px;margin:3px;vertical-align:top}
</style><main>${text.join('')}</main><p>${SCRIPTS}</p><p>${weights.join(' ')}</p>
<i style="background:conic-gradient(red,lime,blue,red);border-radius:50%"></i>
<i style="background:linear-gradient(30deg,#fc06,#06f);box-shadow:2px 3px 7px #0008"></i>
<i style="background:radial-gradient(circle at 30% 30%,#fff,#904);transform:rotate(13deg)"></i>
<i style="background:#3a7;filter:blur(3px);clip-path:polygon(50% 0,100% 100%,0 80%)"></i>
<i style="background:#48c9;mix-blend-mode:multiply;margin-left:-30px"></i>
<img src="${GIF}" width="60" height="60">
<svg width="60" height="60"><rect width="60" height="60" fill="red"><animate attributeName="fill" to="blue" dur="1ms" fill="freeze"/></rect>
<path d="M5 55C20 0 40 0 55 55" fill="none" stroke="#000" stroke-width="1.3"/><text x="8" y="40" font-size="17" fill="#fff">Svg</text></svg>
<p style="font-size:21px;transform:rotate(-2deg);letter-spacing:.7px;text-shadow:1px 1px 2px #0009">Rotated, spaced, shadowed</p>`

/** An image that is asked for and not seen. */
const unseen = (url: string): string => `<img src="${url}" width="1" height="1" style="position:absolute;left:-99px">`

/** The page by which browsers are compared, with requests for `urls` beside it. */
export const specimen = (urls: readonly string[] = []): RenderJob => ({
  html: `${BODY}${urls.map(unseen).join('')}`,
  width: 560,
  height: 360,
  deviceScaleFactor: 1,
  javaScript: false,
  owner: 'specimen',
  outputs: { png: true, pdf: false },
  urgent: true,
})
