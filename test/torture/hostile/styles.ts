const BOX = '<div id=x class=x style="width:90px;height:90px">x</div>'
const rule = (declarations: string): string => `<style>#x { ${declarations} }</style>${BOX}`
const sheet = (css: string): string => `<style>${css}</style>${BOX}`

/** Every CSS property, function and at-rule that fetches, or once did. */
export const STYLES: Record<string, string> = {
  background: rule('background: url(~PNG~)'),
  'background-image': rule('background-image: linear-gradient(red, blue), url("~PNG~"), url(~PNG~?2)'),
  'style attribute': '<div style="width:90px;height:90px;background:url(~PNG~)">x</div>',
  'escaped url': rule('background: u\\72l("~PNG~")'),
  'image-set': rule('background: image-set("~PNG~" 1x, url(~PNG~?2) 2x)'),
  'webkit image-set': rule('background: -webkit-image-set(url(~PNG~) 1x)'),
  'cross-fade': rule('background: cross-fade(url(~PNG~), url(~PNG~?2), 50%)'),
  'webkit cross-fade': rule('background: -webkit-cross-fade(url(~PNG~), url(~PNG~?2), 50%)'),
  'other images': rule(
    'background: image("~PNG~"), -webkit-canvas(x), element(#x), paint(x, url(~PNG~?p)); background: src("~PNG~?s")',
  ),
  'list-style-image': '<ul style="list-style-image:url(~PNG~)"><li>x</ul>',
  'list-style': '<ul style="list-style:square url(~PNG~)"><li>x</ul>',
  cursor: rule('cursor: url(~PNG~) 1 1, url(~PNG~?2), auto'),
  content: rule('content: url(~PNG~)'),
  'content before': sheet('#x::before { content: "a" url(~PNG~) / "b"; } #x::after { content: url(~PNG~?a) }'),
  marker: sheet('#x { display: list-item; margin: 20px } #x::marker { content: url(~PNG~) }'),
  'border-image': rule('border: 20px solid red; border-image: url(~PNG~) 10 round'),
  'border-image-source': rule('border: 20px solid red; border-image-source: url(~PNG~); border-image-slice: 1'),
  'webkit border-image': rule('border: 20px solid red; -webkit-border-image: url(~PNG~) 10 round'),
  mask: rule('background: red; mask: url(~SVG~#a)'),
  'mask-image': rule('background: red; mask-image: url(~PNG~), url(~SVG~#b)'),
  'webkit masks': rule('background: red; -webkit-mask-image: url(~PNG~); -webkit-mask-box-image: url(~PNG~?b) 10'),
  'mask-border': rule('background: red; mask-border: url(~PNG~) 10; mask-border-source: url(~PNG~?2)'),
  'clip-path': rule('background: red; clip-path: url(~SVG~#a)'),
  filter: rule('background: red; filter: url(~SVG~#a); backdrop-filter: url(~SVG~?b#a)'),
  'shape-outside': rule('float: left; shape-outside: url(~PNG~); shape-image-threshold: 0.5'),
  'offset-path': rule('offset-path: url(~SVG~#a); offset: url(~SVG~?2#a)'),
  'box-reflect': rule('-webkit-box-reflect: below 0 url(~PNG~)'),
  import: sheet('@import url(~CSS~);'),
  'import string': sheet('@import "~CSS~" screen;'),
  'import conditions': sheet('@import url(~CSS~) layer(a) supports(display: block) screen and (min-width: 1px);'),
  'nested import': `<link rel=stylesheet href='data:text/css,@import "~CSS~";'>${BOX}`,
  'font-face': sheet('@font-face { font-family: F; src: url(~TTF~) } #x { font-family: F }'),
  'font-face of many': sheet(
    '@font-face { font-family: F; src: local(none), url(~TTF~) format("woff2"), url(~TTF~?2); unicode-range: U+78 } #x { font: 20px F }',
  ),
  'font palette': sheet(
    '@font-face { font-family: F; src: url(~TTF~) tech(color-COLRv1) } @font-palette-values --p { font-family: F } #x { font: 20px F; font-palette: --p }',
  ),
  namespace: sheet('@namespace url(~XML~); @namespace svg "~SVG~"; #x { color: red }'),
  'counter-style': sheet(
    '@counter-style c { system: cyclic; symbols: url(~PNG~) url(~PNG~?2) } #x { display: list-item; list-style: c }',
  ),
  variable: sheet(':root { --u: url(~PNG~) } #x { background: var(--u) }'),
  'registered property': sheet(
    '@property --u { syntax: "<image>"; inherits: false; initial-value: url(~PNG~) } #x { background: var(--u) }',
  ),
  'attr()':
    '<div id=x data-u="~PNG~" style="background:attr(data-u type(<url>));background-image:url(attr(data-u))">x</div>',
  keyframes: sheet('@keyframes k { from, to { background: url(~PNG~) } } #x { animation: k 1s infinite }'),
  transition: sheet(
    '#x { background: url(~PNG~); transition: background 1s } @starting-style { #x { background: url(~PNG~?s) } }',
  ),
  'first-line': sheet('#x::first-line { background: url(~PNG~) } #x::first-letter { background: url(~PNG~?2) }'),
  'pseudo-elements': sheet(
    '::selection { background: url(~PNG~) } ::backdrop { background: url(~PNG~?b) } ::-webkit-scrollbar { background: url(~PNG~?s) } html { overflow: scroll }',
  ),
  media: sheet(
    '@media screen { #x { background: url(~PNG~) } } @media print { #x { background: url(~PNG~?print) } } @supports (display: grid) { body { background: url(~PNG~?s) } }',
  ),
  container: sheet(
    'body { container: c / inline-size } @container c (min-width: 1px) { #x { background: url(~PNG~) } } @layer l { body { background: url(~PNG~?l) } }',
  ),
  page: sheet('@page { background: url(~PNG~); @top-left { content: url(~PNG~?t) } }'),
  nesting: sheet('body { & #x { background: url(~PNG~) } } @scope (body) { #x { border-image: url(~PNG~?s) 1 } }'),
  'attribute selectors': `<style>input[value^=s] { background: url(~PNG~?s) } input[value$=t] { background: url(~PNG~?t) }</style><input value=secret>`,
  visited:
    '<style>a:visited { background: url(~PNG~) } a:link { background: url(~PNG~?l) } a:hover { background: url(~PNG~?h) }</style><a href="~HTML~">x</a>',
  'old behaviours': rule(
    'behavior: url(~TXT~); -moz-binding: url(~XML~#x); width: expression(1); background: url(javascript:alert(1))',
  ),
  'svg properties':
    '<svg><rect width=90 height=90 style="fill:url(~SVG~#a) red;stroke:url(~SVG~#b);marker:url(~SVG~#c)"/><path d="M0 0L90 90" style="marker-start:url(~SVG~#m)"/></svg>',
  'view transition': sheet(
    '@view-transition { navigation: auto } #x { view-transition-name: a } ::view-transition { background: url(~PNG~) }',
  ),
  'custom highlight': sheet(
    '::highlight(h) { background: url(~PNG~) } #x { background: light-dark(url(~PNG~?l), url(~PNG~?d)) }',
  ),
  'if()': rule('background: if(media(screen): url(~PNG~); else: url(~PNG~?e))'),
}
