/** The values behind the events and troubles that applications see. */
@NullMarked
package io.github.dnsfailover.internal.event;

import org.jspecify.annotations.NullMarked;
