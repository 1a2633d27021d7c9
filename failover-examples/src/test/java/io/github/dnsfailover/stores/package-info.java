/** State stores at real servers, each a plain process on a loopback port: the contract, and what is special to each. */
@NullMarked
package io.github.dnsfailover.stores;

import org.jspecify.annotations.NullMarked;
