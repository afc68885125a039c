// Stands for vaul-vue in the bundle: UDrawer is unused, and vaul-vue injects a style element at run time, which
// style-src 'self' refuses.
const unavailable = { name: 'DrawerUnavailable', render: () => null }

export {
  unavailable as DrawerRoot,
  unavailable as DrawerRootNested,
  unavailable as DrawerTrigger,
  unavailable as DrawerPortal,
  unavailable as DrawerOverlay,
  unavailable as DrawerContent,
  unavailable as DrawerTitle,
  unavailable as DrawerDescription,
  unavailable as DrawerClose,
  unavailable as DrawerHandle,
}
