/**
 * A web page that shows an engine and lets people steer it, inside the application's own web server: {@link
 * io.github.dnsfailover.console.Console} answers requests, {@link io.github.dnsfailover.console.JdkConsole} mounts it
 * in the JDK's server, and {@link io.github.dnsfailover.console.Visitor} says who asks and what he may. It needs
 * com.fasterxml.jackson.core:jackson-core 2, which is optional.
 */
@NullMarked
package io.github.dnsfailover.console;

import org.jspecify.annotations.NullMarked;
