/* The form of a section's page, which its scripts share. */

export const form = document.getElementById("section-form");
