/**
 * Text that somebody else wrote, made harmless where it comes in. Not API.
 */
@NullMarked
package io.github.dnsfailover.internal.text;

import org.jspecify.annotations.NullMarked;
