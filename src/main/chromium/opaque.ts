/**
 * Whether the canvas has a background that lets nothing through, so that the picture has no transparency whatever lies
 * upon it. It says no where it can't be sure: only plain colours, and one gradient of such, on a page that is whole.
 */
export const IS_OPAQUE = `
const isOpaque = () => {
  const { documentElement: root, body } = document
  if (!root || !body) return false
  const styles = [getComputedStyle(root), getComputedStyle(body)]
  const isAll = (style, value, names) => names.every((name) => style[name] === value)
  const isWhole = (style) =>
    !['none', 'contents'].includes(style.display) && isAll(style, '1', ['opacity']) &&
    isAll(style, 'visible', ['visibility', 'contentVisibility']) && isAll(style, 'normal', ['mixBlendMode', 'containerType']) &&
    isAll(style, 'none', ['filter', 'maskImage', 'clipPath', 'transform', 'translate', 'rotate', 'scale', 'contain'])
  const hasOwn = styles[0].backgroundImage !== 'none' || styles[0].backgroundColor !== 'rgba(0, 0, 0, 0)'
  const style = styles[hasOwn ? 0 : 1]
  if (!isWhole(styles[0]) || !isWhole(style)) return false
  const isPlain = isAll(style, 'normal', ['backgroundBlendMode']) && isAll(style, 'border-box', ['backgroundClip'])
  if (/^rgb\\(/.test(style.backgroundColor)) return isPlain
  const [, stops = 'none()'] = /^[a-z-]+-gradient\\((.*)\\)$/.exec(style.backgroundImage) ?? []
  const isSolid = !/[a-z]\\(/.test(stops.replace(/\\brgb\\(\\d+, \\d+, \\d+\\)/g, ''))
  const isTiled = style.backgroundRepeat === 'repeat' && style.backgroundSize === 'auto' &&
    style.backgroundPosition === '0% 0%' && style.backgroundAttachment === 'scroll'
  const box = root.getBoundingClientRect()
  const covers = box.left <= 0 && box.top <= 0 && box.right >= innerWidth && box.bottom >= innerHeight
  return isPlain && isSolid && isTiled && covers
}`
