/** The console over engines in virtual time, and in a real web server on loopback. */
package io.github.dnsfailover.console;
