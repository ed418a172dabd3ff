// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.handling;

import dev.eventsource.codec.CodecException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a failure means: whether another attempt makes sense, and whether it says anything about what was handled.
 * Immutable.
 *
 * @param retried another attempt makes sense after exceptions of these classes and their subclasses, ...
 * @param notRetried ... but not of these
 * @param outages exceptions of these classes, anywhere among the causes, mean that something was out of reach ...
 * @param outageStates ... as do SQL exceptions with one of these states, of five characters, or two for a whole class
 */
public record Failures(
        Set<Class<? extends Throwable>> retried,
        Set<Class<? extends Throwable>> notRetried,
        Set<Class<? extends Throwable>> outages,
        Set<String> outageStates) {

    private static final Pattern STATE = Pattern.compile("[0-9A-Z]{2}([0-9A-Z]{3})?");

    /**
     * Every exception is retried but {@link CodecException}: the same bytes will not decode the next time. An outage is
     * a connection that cannot be had or is lost: by the SQL exceptions for that, the states of class 08, PostgreSQL's
     * 57P01 to 57P03 (shutting down, starting up) and 53300 (too many connections), and sockets. A time-out is none: it
     * may well be the event's fault.
     */
    public static final Failures DEFAULT = new Failures(
            Set.of(Exception.class),
            Set.of(CodecException.class),
            Set.of(
                    SQLTransientConnectionException.class,
                    SQLNonTransientConnectionException.class,
                    SQLRecoverableException.class,
                    SocketException.class,
                    UnknownHostException.class),
            Set.of("08", "57P01", "57P02", "57P03", "53300"));

    public Failures {
        retried = Set.copyOf(retried);
        notRetried = Set.copyOf(notRetried);
        outages = Set.copyOf(outages);
        outageStates = Set.copyOf(outageStates);
        for (String state : outageStates) {
            if (!STATE.matcher(state).matches()) {
                throw new IllegalArgumentException(
                        "An SQL state is five of 0-9 and A-Z, a class of them two, not '" + state + "'");
            }
        }
    }

    /** The same, but only these are retried, of them not those of {@link #notRetried}. */
    public Failures retryingOnly(Set<Class<? extends Throwable>> types) {
        return new Failures(types, notRetried, outages, outageStates);
    }

    /** The same, but this is not retried either. */
    public Failures notRetrying(Class<? extends Throwable> type) {
        return new Failures(retried, with(notRetried, type), outages, outageStates);
    }

    /** The same, but this means an outage too. */
    public Failures outageOn(Class<? extends Throwable> type) {
        return new Failures(retried, notRetried, with(outages, type), outageStates);
    }

    /** The same, but this SQL state, or class of them, means an outage too. */
    public Failures outageOnState(String state) {
        return new Failures(retried, notRetried, outages, with(outageStates, state));
    }

    /**
     * May somebody deal with this at all, by another attempt or a dead letter? Not with {@link InterruptedException},
     * by which a thread is asked to end, and not with errors, after which nothing can be relied on, but for
     * {@link StackOverflowError}, {@link AssertionError} and {@link LinkageError}: they are of the handler's making.
     */
    public static boolean canBeHandled(Throwable failure) {
        return failure instanceof Exception
                ? !(failure instanceof InterruptedException)
                : failure instanceof StackOverflowError
                        || failure instanceof AssertionError
                        || failure instanceof LinkageError;
    }

    /** Does another attempt make sense? Only the exception itself is looked at, not its causes. */
    public boolean retries(Throwable failure) {
        return canBeHandled(failure) && isOne(failure, retried) && !isOne(failure, notRetried);
    }

    /**
     * Was something out of reach that any event needs? Then the fault is not this event's, and who can wait, waits
     * until it is back. Looks at all causes, but not at what is suppressed.
     */
    public boolean isOutage(Throwable failure) {
        return canBeHandled(failure)
                && Causes.of(failure).stream().anyMatch(cause -> isOne(cause, outages) || hasOutageState(cause));
    }

    private boolean hasOutageState(Throwable cause) {
        return cause instanceof SQLException sql
                && sql.getSQLState() != null
                && outageStates.stream().anyMatch(sql.getSQLState()::startsWith);
    }

    private static boolean isOne(Throwable failure, Set<Class<? extends Throwable>> types) {
        return types.stream().anyMatch(type -> type.isInstance(failure));
    }

    private static <T> Set<T> with(Set<T> present, T added) {
        Set<T> both = new HashSet<>(present);
        both.add(added);
        return both;
    }
}
