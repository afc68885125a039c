/** How Nuxt UI components differ from their defaults; colours come from src/shared/styles/tokens.css. */

export const buttonTheme = {
  slots: { base: 'rounded-control font-medium transition-colors duration-150 cursor-pointer' },
  compoundVariants: [
    {
      color: 'primary' as const,
      variant: 'solid' as const,
      class:
        'accent-ground text-on-accent hover:opacity-90 active:opacity-80 focus-visible:outline-accent disabled:opacity-50',
    },
  ],
  defaultVariants: { size: 'md' as const },
}

export const fieldTheme = {
  slots: { base: 'rounded-control' },
}

export const modalTheme = {
  slots: { overlay: 'bg-black/60', content: 'rounded-card' },
}

export const badgeTheme = {
  slots: { base: 'rounded-full font-medium' },
}
