/** Every element and attribute that fetches, or once did. `~PNG~` and the like are replaced by what a page is aimed at. */
export const ELEMENTS: Record<string, string> = {
  img: '<img src="~PNG~">',
  srcset: '<img srcset="~PNG~ 1x, ~PNG~?2 2x" sizes=100vw>',
  'lazy img': '<img loading=lazy src="~PNG~">',
  picture: '<picture><source srcset="~PNG~"><img src="~PNG~?fallback"></picture>',
  image: '<image src="~PNG~">',
  'old img': '<img lowsrc="~PNG~?l" dynsrc="~PNG~?d" longdesc="~HTML~" usemap="~HTML~#m" src="~PNG~">',
  video: '<video src="~MP4~" autoplay muted preload=auto></video>',
  poster: '<video poster="~PNG~" width=90 height=90></video>',
  audio: '<audio src="~MP4~" autoplay preload=auto></audio>',
  source: '<video autoplay muted><source src="~MP4~"><source src="~MP4~?2"></video>',
  track: '<video src="data:video/mp4,"><track default kind=captions src="~VTT~"></video>',
  iframe: '<iframe src="~HTML~" width=99 height=99></iframe>',
  srcdoc: `<iframe srcdoc='<img src="~PNG~"><link rel=stylesheet href="~CSS~">'></iframe>`,
  'sandboxed iframe': '<iframe sandbox="allow-scripts allow-same-origin allow-top-navigation" src="~HTML~"></iframe>',
  'iframe of data': `<iframe src='data:text/html,<img src="~PNG~"><meta http-equiv=refresh content="0;url=~HTML~">'></iframe>`,
  'iframe of SVG': `<iframe src='data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"><image href="~PNG~" width="90" height="90"/></svg>'></iframe>`,
  'iframe of styled XML': `<iframe src='data:text/xml,<?xml-stylesheet type="text/xsl" href="~XML~"?><?xml-stylesheet href="~CSS~"?><a/>'></iframe>`,
  'external entities': `<iframe src='data:text/xml,<!DOCTYPE a [<!ENTITY x SYSTEM "~TXT~"><!ENTITY %25 y SYSTEM "~XML~">%25y;]><a>%26x;</a>'></iframe>`,
  'img of SVG': `<img src='data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><image href="~PNG~" width="90" height="90"/><style>@import "~CSS~";</style></svg>'>`,
  'folder listing': '<iframe src="~ROOT~/"></iframe><object data="~ROOT~/"></object><img src="~ROOT~/">',
  frameset: '<frameset cols="50%,50%"><frame src="~HTML~"><frame src="~PNG~"></frameset>',
  embed: '<embed src="~HTML~"><embed type="image/png" src="~PNG~">',
  object: '<object data="~PNG~"></object><object type="text/html" data="~HTML~"></object>',
  'object of SVG': '<object type="image/svg+xml" data="~SVG~"><embed type="application/pdf" src="~PDF~"></object>',
  applet: '<applet code=a archive="~JS~" codebase="~HTML~"></applet><object classid="~JS~" codebase="~HTML~"></object>',
  portal: '<portal src="~HTML~"></portal><fencedframe src="~HTML~"></fencedframe><webview src="~HTML~"></webview>',
  stylesheet: '<link rel=stylesheet href="~CSS~"><link rel="alternate stylesheet" title=x href="~CSS~?alternate">',
  icon: '<link rel=icon href="~PNG~"><link rel=apple-touch-icon href="~PNG~?a"><link rel=mask-icon href="~SVG~">',
  'preload image': '<link rel=preload as=image href="~PNG~" imagesrcset="~PNG~?s 1x">',
  'preload others':
    '<link rel=preload as=font crossorigin href="~TTF~"><link rel=preload as=script href="~JS~"><link rel=preload as=fetch crossorigin href="~TXT~"><link rel=preload as=style href="~CSS~">',
  prefetch: '<link rel=prefetch href="~HTML~"><link rel=prerender href="~HTML~?p"><link rel=next href="~HTML~?n">',
  modulepreload: '<link rel=modulepreload href="~JS~">',
  'dns-prefetch':
    '<meta http-equiv=x-dns-prefetch-control content=on><link rel=dns-prefetch href="//~HOST~"><a href="~HTML~">x</a>',
  preconnect: '<link rel=preconnect href="~ROOT~"><link rel=preconnect crossorigin href="~ROOT~">',
  manifest: '<html manifest="~TXT~"><link rel=manifest href="~TXT~"><link rel=import href="~HTML~">',
  'other links':
    '<link rel=search href="~XML~"><link rel=pingback href="~TXT~"><link rel=expect blocking=render href="~HTML~"><link rel=compression-dictionary href="~TXT~">',
  script: '<script src="~JS~"></script>',
  'module script': '<script type=module src="~JS~"></script><script nomodule src="~JS~?n"></script>',
  'import map': '<script type=importmap>{"imports":{"x":"~JS~"}}</script><script type=module>import "x"</script>',
  'svg image': '<svg><image href="~PNG~" width=90 height=90 /><image xlink:href="~PNG~?x" width=9 height=9 /></svg>',
  'svg use': '<svg><use href="~SVG~#a" width=90 height=90 /><use xlink:href="~SVG~?x#a" /></svg>',
  'svg feImage': '<svg><filter id=f><feImage href="~PNG~"/></filter><rect width=90 height=90 filter="url(#f)"/></svg>',
  'svg script': '<svg><script href="~JS~"></script><script xlink:href="~JS~?x"></script></svg>',
  'svg style': '<svg><style>@import "~CSS~"; rect { fill: url("~SVG~#a") }</style><rect width=90 height=90 /></svg>',
  'svg foreignObject': '<svg><foreignObject width=90 height=90><img src="~PNG~"></foreignObject></svg>',
  'svg font':
    '<svg><font-face><font-face-src><font-face-uri href="~TTF~"/></font-face-src></font-face><cursor href="~PNG~"/></svg>',
  'svg references':
    '<svg><rect width=90 height=90 mask="url(~SVG~#a)" clip-path="url(~SVG~#b)" fill="url(~SVG~#c)" /></svg>',
  'svg animation':
    '<svg><image width=90 height=90><set attributeName=href to="~PNG~" /><animate attributeName=href values="~PNG~?1;~PNG~?2" dur=1s /></image></svg>',
  'svg links':
    '<svg><a href="~HTML~"><rect width=9 height=9 /></a><tref xlink:href="~SVG~#a"/><textPath href="~SVG~#a">x</textPath><mpath href="~SVG~#a"/></svg>',
  math: '<math href="~HTML~"><annotation-xml encoding="text/html"><img src="~PNG~"></annotation-xml><maction actiontype="statusline#x" xlink:href="~HTML~">x</maction></math>',
  'input image': '<form action="~HTML~"><input type=image src="~PNG~" autofocus></form>',
  form: '<form id=f action="~HTML~" method=post target=_self><input name=a autofocus><button formaction="~HTML~?b">x</button></form>',
  base: '<base href="~ROOT~/"><img src="relative.png"><link rel=stylesheet href="relative.css">',
  'meta refresh': '<meta http-equiv=refresh content="0;url=~HTML~">',
  'meta policy': `<meta http-equiv=Content-Security-Policy content="img-src 'none'; report-uri ~TXT~; report-to x"><img src="data:,">`,
  'meta others':
    '<meta http-equiv=Link content="<~CSS~>; rel=stylesheet"><meta http-equiv=set-cookie content="a=b"><meta http-equiv=Default-Style content="~CSS~"><meta property=og:image content="~PNG~">',
  ping: '<a id=a ping="~TXT~" href="~HTML~">x</a><map name=m><area href="~HTML~" ping="~TXT~?p" shape=default></map>',
  'body background': '<body background="~PNG~">',
  'table background': '<table background="~PNG~"><tr background="~PNG~?r"><td background="~PNG~?d">x</table>',
  citations:
    '<blockquote cite="~HTML~"><q cite="~HTML~">x</q><ins cite="~HTML~">x</ins></blockquote><bgsound src="~MP4~"><xml src="~XML~"></xml>',
  'shadow tree':
    '<div><template shadowrootmode=open><link rel=stylesheet href="~CSS~"><img src="~PNG~"></template></div>',
  noscript: '<noscript><img src="~PNG~"><link rel=stylesheet href="~CSS~?n"></noscript>',
  'inert places':
    '<template><img src="~PNG~"></template><xmp><img src="~PNG~"></xmp><!--[if IE]><img src="~PNG~"><![endif]--><textarea><img src="~PNG~"></textarea><select><option><img src="~PNG~"></select>',
  popover:
    '<div popover id=p><img src="~PNG~"></div><dialog open><img src="~PNG~?d"></dialog><details><img src="~PNG~?c"></details>',
  'speculation rules':
    '<script type=speculationrules>{"prefetch":[{"source":"list","urls":["~HTML~"],"eagerness":"immediate"}],"prerender":[{"source":"list","urls":["~HTML~?r"],"eagerness":"immediate"}]}</script>',
  attribution:
    '<img attributionsrc="~TXT~" src="data:,"><a attributionsrc="~TXT~" href="~HTML~">x</a><img browsingtopics src="~PNG~"><iframe sharedstoragewritable src="~HTML~"></iframe>',
}
