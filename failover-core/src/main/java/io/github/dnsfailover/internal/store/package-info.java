/** Where an operator's word is kept. */
@NullMarked
package io.github.dnsfailover.internal.store;

import org.jspecify.annotations.NullMarked;
