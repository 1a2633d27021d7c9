/**
 * The pure part of the engine: what is decided, and why. Each class here is a value or a function; nothing here reads
 * a clock, starts a thread, writes a log or calls anybody but the policy.
 *
 * <p>{@link io.github.dnsfailover.internal.machine.PoolMachine} is a pool's behaviour, and
 * {@link io.github.dnsfailover.internal.machine.EngineMachine} that of the whole process. Where is the rule that ...
 *
 * <ul>
 *   <li>so many failures make an endpoint unhealthy? {@code TargetHealth}, {@code Opinion}
 *   <li>a probe is due now, or must be confirmed by another? {@code Schedule}
 *   <li>a failed probe is not the endpoint's fault? {@code Doubt}; the process's share {@code Vantage}, the
 *       control targets' {@code ControlRounds}
 *   <li>an endpoint may be published, and which one is best? {@code Merits}, {@code Choosing}
 *   <li>a change has to wait for hold-down, the floor or a soak? {@code Acting}, {@code Pacing}; the soak {@code
 *       Choosing}
 *   <li>IPv6 addresses alone are dead, are withdrawn, and come back? {@code Opinion}, {@code Withdrawing}; this
 *       machine's own way out by IPv6, {@code ControlRounds}
 *   <li>values and mark become this change, and no name is left empty? {@code Planning}, {@code Publication}
 *   <li>the records are ours, somebody's, or a newer engine's? {@code Publication.understand}, {@code Custody},
 *       {@code Fence}
 *   <li>a text that is no mark may be replaced? {@code NoMark}
 *   <li>old answers may still be cached? {@code Horizon}
 *   <li>a right to write is missing before it is needed? {@code Rights}
 *   <li>an edit by hand is set right once, and then never? {@code Edits}
 *   <li>a call that hangs, or whose outcome is unknown, is lived with? {@code Phase}, {@code CallWatch}, {@code
 *       Replies}, {@code OwnChanges}
 *   <li>an engine gives up a lead, and asks for it again? {@code Leads}, {@code Reach}, {@code Refusals}
 *   <li>a word of an operator is taken, kept and obeyed, and what of it is answered? {@code Admission}, {@code
 *       WordBook}, {@code Heard}, {@code Said}, {@code Compliance}; when it ends {@code Ends}
 *   <li>a file or an entry stops an engine? {@code Stops}
 *   <li>the JVM keeps look-ups for too long? {@code LookUps}
 *   <li>what is published is known to followers? {@code Tidings}, {@code NoticeText}, {@code Knowledge}
 *   <li>it is told why a pool is as it is? {@code Explaining}: what clients get {@code Served}, what health rests on
 *       {@code Grounds}, what would move it {@code Conditions}, what is in the way {@code Hindrances}, what comes next
 *       {@code Prospects}; the rules applied to what is supposed {@code Supposed}
 *   <li>something is a trouble, and how grave? {@code PoolTroubles}, {@code Blockage}, {@code HeldPlace};
 *       told by {@code Troubles}
 * </ul>
 */
@NullMarked
package io.github.dnsfailover.internal.machine;

import org.jspecify.annotations.NullMarked;
