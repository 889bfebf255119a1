import { startTestRenderer, jobOf, decodePng } from './helpers/chromium.ts'
const {renderer,stop}=await startTestRenderer()
for (const js of [false,true]) for (const [a,t] of [['fill="freeze"',''],['fill="freeze"','<script></script>'],['','']] as const) {
 const html=`<body style="margin:0"><svg width=100 height=100><rect width=100 height=100 fill=red><animate attributeName=fill to=green dur=50s ${a} /></rect></svg>${js?`<script>addEventListener('load',()=>{const s=document.querySelector('svg');console.log(s.getCurrentTime(),s.animationsPaused(), getComputedStyle(document.querySelector('rect')).fill); setTimeout(()=>console.log(s.getCurrentTime(),s.animationsPaused(), getComputedStyle(document.querySelector('rect')).fill,s.querySelector('animate')?.getSimpleDuration?.()),1)})</script>`:''}`
 const r=await renderer.render(jobOf(html,{javaScript:js})); console.log(js,a,(await decodePng(r.png)).at(50,50), r.console)
}
await stop()
