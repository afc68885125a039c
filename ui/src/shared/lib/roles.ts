/** The administration is open to exactly these roles; a list such as "user,admin" does not count. */
export function isAdmin(role: string | null | undefined): boolean {
  return role === 'admin' || role === 'superadmin'
}
