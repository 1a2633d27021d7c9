/**
 * Tells people: by mail, by webhook, by syslog, or by a {@link io.github.dnsfailover.notify.Notifier} of your own.
 *
 * <p>Start with {@link io.github.dnsfailover.notify.Alerts}, which is a {@link io.github.dnsfailover.FailoverListener}.
 * Mail needs {@code org.eclipse.angus:angus-mail} and webhooks need {@code
 * com.fasterxml.jackson.core:jackson-databind} on the class path. The library brings neither, and everything else
 * works without them.
 */
@NullMarked
package io.github.dnsfailover.notify;

import org.jspecify.annotations.NullMarked;
