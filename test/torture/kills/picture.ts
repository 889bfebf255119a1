import sharp from 'sharp'

/** Pictures whose colours are numbers, so that it can be read off them what they were drawn from. */

export const WIDTH = 96
export const HEIGHT = 32
/** Numbers that a colour can hold. */
const MOST = 2 ** 24 - 1

export const colourOf = (number: number): string => `#${Math.min(number, MOST).toString(16).padStart(6, '0')}`

/** A page of three stripes: what the data says, what the binding's defaults say, what the template itself says. */
export function pageOf(template: number): string {
  const stripe = (colour: string) => `<i style="flex:1;height:${HEIGHT}px;background:${colour}"></i>`
  return `<body style="margin:0;display:flex">${['{{data}}', '{{edit}}', colourOf(template)].map(stripe).join('')}</body>`
}

export interface Drawn {
  data: number
  edit: number
  template: number
}

/** The numbers of a picture. @throws where it can't be decoded whole */
export async function readPicture(png: Buffer): Promise<Drawn> {
  const { data, info } = await sharp(png, { failOn: 'warning' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const at = (stripe: number) => {
    const place = ((info.height >> 1) * info.width + Math.floor(((stripe + 0.5) * info.width) / 3)) * info.channels
    return data.readUIntBE(place, 3)
  }
  return { data: at(0), edit: at(1), template: at(2) }
}
