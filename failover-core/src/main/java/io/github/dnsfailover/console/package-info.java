/**
 * A web page that shows an engine and lets people steer it, inside the application's own web server.
 *
 * <p>Start with {@link io.github.dnsfailover.console.Console}, which answers requests. {@link
 * io.github.dnsfailover.console.JdkConsole} mounts it in the JDK's own server, and {@link
 * io.github.dnsfailover.console.Visitor} says who asks and what they may do. The console needs {@code
 * com.fasterxml.jackson.core:jackson-core}, which is optional.
 */
@NullMarked
package io.github.dnsfailover.console;

import org.jspecify.annotations.NullMarked;
