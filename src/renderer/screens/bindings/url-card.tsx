import type { Binding } from '../../../shared/binding.ts'
import { UrlForms } from '../../components/url-forms.tsx'

/** Where the picture is to be had. */
export function UrlCard({ binding }: { binding: Binding }) {
  return (
    <section className="block">
      <h2>Where it is</h2>
      <UrlForms binding={binding} />
    </section>
  )
}
