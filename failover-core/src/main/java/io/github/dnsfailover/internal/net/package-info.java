/**
 * What lies below the HTTP, mail and TLS libraries: sockets on which every byte counts.
 *
 * <p>Those libraries read lines, chunk sizes and handshakes until they end, and a server that lets none of them end
 * would fill the heap of the application that this library is part of. So the bytes are counted where they come in,
 * below all that interprets them: status line, headers, interim answers, chunk lines, trailers and TLS records alike.
 * Start with {@link io.github.dnsfailover.internal.net.ReadBudget}, which names each budget. Not API: exported to the
 * providers of this project only.
 */
@NullMarked
package io.github.dnsfailover.internal.net;

import org.jspecify.annotations.NullMarked;
