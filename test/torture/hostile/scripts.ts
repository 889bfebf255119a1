const script = (code: string): string => `<body><script>(async () => { ${code} })().catch(() => {})</script>`
const worker = (code: string): string =>
  script(`new Worker(URL.createObjectURL(new Blob([${JSON.stringify(code)}], { type: 'text/javascript' })))`)
const peer = (code: string): string =>
  script(`const peer = new RTCPeerConnection({ iceServers: [${code}] }); peer.createDataChannel('x')
    await peer.setLocalDescription(await peer.createOffer()); await new Promise((done) => setTimeout(done, 300))`)
const paint = `document.body.style.background = 'url(' + URL.createObjectURL(await answer.blob()) + ')'`

/** Every interface of a page's script that reaches out. */
export const SCRIPTS: Record<string, string> = {
  fetch: script(`const answer = await fetch('~PNG~'); ${paint}`),
  'fetch no-cors': script(
    `await fetch('~TXT~', { mode: 'no-cors', method: 'POST', body: 'x', credentials: 'include' })`,
  ),
  'fetch keepalive': script(`fetch('~TXT~', { mode: 'no-cors', keepalive: true, method: 'POST', body: 'x' })`),
  'fetch by IPv6 and names': script(
    `for (const host of ['[::1]', 'localhost', '0', 'canary.test', '[::ffff:7f00:1]']) fetch('http://' + host + ':~PORT~/', { mode: 'no-cors' }).catch(() => {})`,
  ),
  'fetch to a local address space': script(
    `for (const targetAddressSpace of ['local', 'loopback', 'private']) fetch('~TXT~', { mode: 'no-cors', targetAddressSpace }).catch(() => {})`,
  ),
  XMLHttpRequest: script(
    `const x = new XMLHttpRequest(); x.open('GET', '~TXT~'); x.onload = () => document.body.append(x.responseText); x.send()`,
  ),
  'XMLHttpRequest, synchronous': script(
    `const x = new XMLHttpRequest(); x.open('POST', '~TXT~', false); x.send('x'); document.body.append(x.responseText)`,
  ),
  WebSocket: script(`new WebSocket('ws://~HOST~/a').onopen = () => {}; new WebSocket('wss://~HOST~/b')`),
  WebSocketStream: script(`await new WebSocketStream('ws://~HOST~/').opened`),
  EventSource: script(`new EventSource('~TXT~')`),
  'STUN over UDP': peer(`{ urls: ['stun:~HOST~', 'stun:[::1]:~PORT~', 'stun:localhost:~PORT~'] }`),
  'TURN over UDP': peer(`{ urls: ['turn:~HOST~', 'turn:canary.test:~PORT~'], username: 'a', credential: 'b' }`),
  'TURN over TCP': peer(
    `{ urls: ['turn:~HOST~?transport=tcp', 'turns:~HOST~?transport=tcp'], username: 'a', credential: 'b' }`,
  ),
  'candidates of a peer':
    script(`const peer = new RTCPeerConnection({ iceTransportPolicy: 'all' }); const other = new RTCPeerConnection()
    peer.createDataChannel('x'); await peer.setLocalDescription(await peer.createOffer()); await other.setRemoteDescription(peer.localDescription)
    await other.setLocalDescription(await other.createAnswer()); await peer.setRemoteDescription(other.localDescription)
    for (const protocol of ['udp', 'tcp']) for (const at of ['127.0.0.1', '::1']) for (const one of [peer, other])
      one.addIceCandidate({ candidate: 'candidate:1 1 ' + protocol + ' 2122260223 ' + at + ' ~PORT~ typ host' + (protocol === 'tcp' ? ' tcptype passive' : ''), sdpMid: '0', sdpMLineIndex: 0 }).catch(() => {})
    await new Promise((done) => setTimeout(done, 300))`),
  'peer in a frame': `<iframe srcdoc="<script>const p = new RTCPeerConnection({iceServers:[{urls:'stun:~HOST~'}]});p.createDataChannel('x');p.createOffer().then((o) => p.setLocalDescription(o))</script>"></iframe>`,
  WebTransport: script(
    `await new WebTransport('https://~HOST~/', { serverCertificateHashes: [{ algorithm: 'sha-256', value: new Uint8Array(32) }] }).ready`,
  ),
  sendBeacon: script(
    `navigator.sendBeacon('~TXT~', 'x'); addEventListener('pagehide', () => navigator.sendBeacon('~TXT~?late', 'x'))`,
  ),
  fetchLater: script(`fetchLater('~TXT~', { activateAfter: 0 })`),
  Image: script(
    `new Image().src = '~PNG~'; const image = new Image(); image.onload = () => document.body.append(image); image.src = '~PNG~?2'`,
  ),
  canvas: script(
    `const image = new Image(); image.crossOrigin = 'anonymous'; image.src = '~PNG~'; await image.decode(); const canvas = document.createElement('canvas'); canvas.getContext('2d').drawImage(image, 0, 0); document.body.append(canvas)`,
  ),
  Audio: script(
    `new Audio('~MP4~').play(); const video = document.createElement('video'); video.src = '~MP4~?v'; video.load()`,
  ),
  'document.write': script(`document.write('<img src="~PNG~"><script src="~JS~"></' + 'script>')`),
  innerHTML: script(
    `document.body.innerHTML = '<img src="~PNG~"><svg><image href="~PNG~?s" />'; document.body.setHTMLUnsafe?.('<img src="~PNG~?u">')`,
  ),
  Worker: script(`new Worker('~JS~'); new Worker('~JS~?m', { type: 'module' })`),
  importScripts: worker(`importScripts('~JS~')`),
  'worker that fetches': worker(
    `fetch('~TXT~', { mode: 'no-cors' }); new WebSocket('ws://~HOST~/'); new EventSource('~TXT~?e')`,
  ),
  'worker in a worker': worker(`new Worker(URL.createObjectURL(new Blob(["fetch('~TXT~', { mode: 'no-cors' })"])))`),
  SharedWorker: script(
    `new SharedWorker('~JS~'); new SharedWorker(URL.createObjectURL(new Blob(["fetch('~TXT~', { mode: 'no-cors' })"])))`,
  ),
  ServiceWorker: script(`await navigator.serviceWorker.register('~JS~')`),
  worklets: script(
    `for (const worklet of [CSS.paintWorklet, new AudioContext().audioWorklet, CSS.layoutWorklet, CSS.animationWorklet]) worklet?.addModule('~JS~').catch(() => {})`,
  ),
  'import()': script(`await import('~JS~')`),
  'import with a type': script(
    `import('~CSS~', { with: { type: 'css' } }).then((m) => document.adoptedStyleSheets.push(m.default)); await import('~TXT~', { with: { type: 'json' } })`,
  ),
  FontFace: script(`const face = new FontFace('F', 'url(~TTF~)'); document.fonts.add(face); await face.load()`),
  'constructed sheet': script(
    `const sheet = new CSSStyleSheet({ baseURL: '~ROOT~/' }); sheet.replaceSync('body { background: url(~PNG~) }'); document.adoptedStyleSheets = [sheet]`,
  ),
  'inserted rules': script(
    `document.head.append(document.createElement('style')); document.styleSheets[0].insertRule('body { background: url(~PNG~) }'); document.styleSheets[0].insertRule('@import "~CSS~"', 0)`,
  ),
  XSLTProcessor: script(
    `const xsl = new DOMParser().parseFromString('<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:include href="~XML~"/><xsl:template match="/"><xsl:copy-of select="document(&quot;~TXT~&quot;)"/></xsl:template></xsl:stylesheet>', 'text/xml'); const p = new XSLTProcessor(); p.importStylesheet(xsl); document.body.append(p.transformToFragment(xsl, document))`,
  ),
  location: script(`location = '~HTML~'`),
  'location.replace': script(
    `addEventListener('load', () => { location.replace('~HTML~'); location.assign('~HTML~?a'); navigation?.navigate('~HTML~?n') })`,
  ),
  'window.open': script(`window.open('~HTML~'); window.open('~HTML~?2', '_self', 'noopener')`),
  'form submit': script(
    `document.body.innerHTML = '<form id=f method=post action="~HTML~" target=_blank></form><form id=g action="~HTML~?g"></form>'; f.submit(); g.requestSubmit()`,
  ),
  'clicked links': script(
    `document.body.innerHTML = '<a id=a href="~HTML~" ping="~TXT~">x</a><a id=b download href="~TXT~?d">x</a><a id=c target=_blank href="~HTML~?b">x</a>'; b.click(); c.click(); a.click()`,
  ),
  'frame that is led': script(
    `const frame = document.createElement('iframe'); document.body.append(frame); frame.contentWindow.location = '~HTML~'; frame.contentWindow.fetch('~TXT~', { mode: 'no-cors' })`,
  ),
  'javascript: frame': `<iframe src="javascript:fetch('~TXT~', { mode: 'no-cors' }); '<img src=~PNG~>'"></iframe><a id=a href="javascript:fetch('~TXT~?a')">x</a><script>a.click()</script>`,
  'blob: frame': script(
    `const frame = document.createElement('iframe'); frame.src = URL.createObjectURL(new Blob(['<img src="~PNG~"><script>fetch("~TXT~")</' + 'script>'], { type: 'text/html' })); document.body.append(frame)`,
  ),
  history: script(`history.pushState({}, '', '~HTML~'); history.replaceState({}, '', '~HTML~'); history.go(-5)`),
  'blocked names': script(
    `document.body.innerHTML = Array.from({ length: 30 }, (_, i) => '<a href="http://name-' + i + '.canary.test:~PORT~/">x</a><link rel=dns-prefetch href="//dns-' + i + '.canary.test">').join('')`,
  ),
  Cache: script(
    `(await caches.open('x')).add('~TXT~'); (await navigator.storage.getDirectory()).getFileHandle('~TXT~')`,
  ),
  'background work': script(
    `const r = await navigator.serviceWorker?.ready; r?.backgroundFetch.fetch('x', ['~TXT~']); r?.periodicSync.register('x'); r?.pushManager.subscribe()`,
  ),
  Notification: script(`new Notification('x', { icon: '~PNG~', image: '~PNG~?i', badge: '~PNG~?b' })`),
  MediaSession: script(
    `navigator.mediaSession.metadata = new MediaMetadata({ artwork: [{ src: '~PNG~' }] }); new PaymentRequest([{ supportedMethods: '~ROOT~' }], { total: { label: 'x', amount: { currency: 'USD', value: '1' } } }).canMakePayment()`,
  ),
  identity: script(
    `navigator.credentials.get({ identity: { providers: [{ configURL: '~TXT~', clientId: 'x' }] } }); navigator.credentials.create({ publicKey: {} })`,
  ),
  'direct sockets': script(
    `new TCPSocket('127.0.0.1', ~PORT~); new UDPSocket({ remoteAddress: '127.0.0.1', remotePort: ~PORT~ })`,
  ),
  'auctions and storage': script(
    `navigator.joinAdInterestGroup?.({ owner: '~ROOT~', name: 'x', biddingLogicURL: '~JS~' }, 99); sharedStorage?.worklet.addModule('~JS~'); document.requestStorageAccess()`,
  ),
  'other protocols': script(
    `navigator.registerProtocolHandler?.('web+x', '~ROOT~/%s'); window.open('web+x:1'); navigator.share?.({ url: '~HTML~' }); new PresentationRequest('~HTML~').start()`,
  ),
  'file pickers': script(
    `showOpenFilePicker().catch(() => {}); document.body.innerHTML = '<input type=file id=i>'; i.click(); i.showPicker?.()`,
  ),
  'DOM parsers': script(
    `new DOMParser().parseFromString('<img src="~PNG~"><link rel=stylesheet href="~CSS~">', 'text/html'); document.implementation.createHTMLDocument().body.innerHTML = '<img src="~PNG~?2">'; document.createRange().createContextualFragment('<img src="~PNG~?3">')`,
  ),
  'error reports': script(
    `new ReportingObserver(() => {}, { buffered: true }).observe(); console.error('%cx', 'background: url(~PNG~)'); throw new Error('~TXT~')`,
  ),
}
