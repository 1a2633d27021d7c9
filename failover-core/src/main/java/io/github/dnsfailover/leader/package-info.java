/**
 * One leader among several instances, elected over a store that the application has already. Start at {@link
 * io.github.dnsfailover.leader.LeaseLeadership}.
 */
@NullMarked
package io.github.dnsfailover.leader;

import org.jspecify.annotations.NullMarked;
