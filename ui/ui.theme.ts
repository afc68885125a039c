/** How Nuxt UI components differ from their defaults; colours come from src/shared/styles/tokens.css. */

const floating = 'bg-overlay ring-line-strong'

export const componentThemes = {
  button: {
    slots: { base: 'cursor-pointer duration-150' },
    compoundVariants: [
      {
        color: 'primary' as const,
        variant: 'solid' as const,
        class: 'accent-ground font-semibold text-on-accent hover:opacity-90 active:opacity-80',
      },
      {
        color: 'neutral' as const,
        variant: 'outline' as const,
        class: 'bg-transparent text-ink hover:bg-hover',
      },
      {
        color: 'neutral' as const,
        variant: 'ghost' as const,
        class: 'text-soft hover:bg-hover hover:text-ink',
      },
    ],
    variants: { size: { md: { leadingIcon: 'size-4', trailingIcon: 'size-4', base: 'px-3' } } },
  },
  input: { slots: { root: 'w-full', base: 'bg-page' } },
  textarea: { slots: { root: 'w-full', base: 'bg-page' } },
  dropdownMenu: { slots: { content: floating } },
  modal: {
    slots: {
      overlay: 'bg-black/60 backdrop-blur-[2px]',
      content: 'bg-overlay ring-line-strong divide-line',
      title: 'text-lg',
      description: 'text-sm',
    },
  },
  slideover: { slots: { overlay: 'bg-black/60', content: 'bg-page' } },
  formField: {
    slots: { label: 'text-sm text-soft', description: 'text-sm', help: 'text-sm', error: 'text-sm' },
  },
}
