/**
 * One leader among several instances, elected over a store that the application has already.
 *
 * <p>Start with {@link io.github.dnsfailover.leader.LeaseLeadership}, over one of the stores: {@link
 * io.github.dnsfailover.leader.JdbcStateStore} for a database by JDBC, {@link
 * io.github.dnsfailover.leader.EtcdStateStore}, or {@link io.github.dnsfailover.leader.KubernetesStateStore}. Where the
 * application elects a leader already, {@link io.github.dnsfailover.leader.FollowingLeadership} follows that.
 */
@NullMarked
package io.github.dnsfailover.leader;

import org.jspecify.annotations.NullMarked;
