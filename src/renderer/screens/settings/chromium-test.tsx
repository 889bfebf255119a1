import { useEffect, useState } from 'react'
import { type TemplatePreview, templatePreviewApi } from '../../api/template-preview.ts'
import { BusyButton } from '../../components/busy-button.tsx'
import { useIsOffline } from '../../stores/farm.ts'
import { duration } from '../../words/time.ts'
import styles from './chromium-test.module.css'

type Test =
  | { state: 'none' | 'drawing' }
  | { state: 'drawn'; preview: TemplatePreview }
  | { state: 'failed'; why: string }

/** Shapes, type and colour: what is wrong with a browser shows in these. */
const PAGE = `<!doctype html><style>
body { margin: 0; height: 100vh; box-sizing: border-box; padding: 28px 32px; display: flex; gap: 24px; align-items: center; background: #f4f5f7; color: #1c1e20; font: 600 26px sans-serif }
i { width: 72px; height: 72px; border-radius: 18px; background: conic-gradient(#1f5fbf, #2f9468, #c28a1a, #b02a20, #1f5fbf) }
small { display: block; font-size: 17px; font-weight: 400; color: #5c6166 }
</style><i></i><div>Bindery draws<small>Text, colour and shape, as they should be</small></div>`

/** Has the browser draw one picture, and shows it. @param isAtOnce without being asked */
export function ChromiumTest({ isAtOnce = false }: { isAtOnce?: boolean }) {
  const isOffline = useIsOffline()
  const [test, setTest] = useState<Test>({ state: 'none' })
  const draw = async () => {
    setTest({ state: 'drawing' })
    await templatePreviewApi.draw({ html: PAGE, width: 480, height: 160 }).then(
      (preview) => setTest({ state: 'drawn', preview }),
      (error: Error) => setTest({ state: 'failed', why: error.message }),
    )
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it comes into sight
  useEffect(() => {
    if (isAtOnce) void draw()
  }, [])
  const label = test.state === 'drawn' || test.state === 'failed' ? 'Draw again' : 'Draw a test picture'
  return (
    <div className={styles.test}>
      <BusyButton onClick={draw} loading={test.state === 'drawing'} disabled={isOffline}>
        {label}
      </BusyButton>
      <div role="status" className={styles.result}>
        {test.state === 'drawn' ? (
          <>
            <img
              className={styles.picture}
              src={test.preview.dataUrl}
              width={480}
              height={160}
              alt="The words “Bindery draws” beside a wheel of colours"
            />
            <p className="faint">Drawn in {duration(test.preview.totalMs)}.</p>
          </>
        ) : null}
        {test.state === 'failed' ? <p className={styles.error}>It could not be drawn. {test.why}</p> : null}
      </div>
    </div>
  )
}
