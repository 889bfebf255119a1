import type { Run, RunDetails } from '../../../shared/run.ts'
import { Excerpt } from '../../components/excerpt.tsx'
import { bytes } from '../../words/time.ts'

/** What was asked of the source, and what it answered; secrets are masked by the farm. */
export function RunExchange({ run, details: { request, response } }: { run: Run; details: RunDetails }) {
  if (!request && !response) return null
  return (
    <section className="block">
      <h2>Request and response</h2>
      <dl className="facts">
        {request ? (
          <>
            <dt>Asked</dt>
            <dd className="breakable">
              <code>
                {request.method} {request.url}
              </code>
            </dd>
          </>
        ) : null}
        {response ? <Answer response={response} run={run} /> : null}
      </dl>
      {response && response.bodyStart !== '' ? (
        <Excerpt text={readable(response.bodyStart)} label="How the answer began" />
      ) : null}
    </section>
  )
}

function Answer({ response, run }: { response: NonNullable<RunDetails['response']>; run: Run }) {
  return (
    <>
      <dt>Answered</dt>
      <dd>
        {[String(response.status), response.contentType, run.bytes > 0 ? bytes(run.bytes) : null]
          .filter((each) => each !== null)
          .join(' · ')}
      </dd>
      {response.etag ? (
        <>
          <dt>ETag</dt>
          <dd className="breakable">
            <code>{response.etag}</code>
          </dd>
        </>
      ) : null}
    </>
  )
}

/** JSON that is all there in lines; what was cut short stays as it came. */
function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
