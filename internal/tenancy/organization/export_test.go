package organization

// Compact is what metadata is stored as.
var Compact = compact
