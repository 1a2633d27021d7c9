/** What hostile servers can do to a JVM that asks them: each program here runs with a small heap. */
package io.github.dnsfailover.hostile;
