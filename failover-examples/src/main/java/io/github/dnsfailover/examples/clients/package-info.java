/** Clients and connection pools of others that follow a move: short classes to be copied, see docs/clients.md. */
@NullMarked
package io.github.dnsfailover.examples.clients;

import org.jspecify.annotations.NullMarked;
