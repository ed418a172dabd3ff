// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.bus;

import dev.eventsource.event.Text;
import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.observe.Observer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What every bus can be told; each checks it when it is built.
 *
 * @param prefix begins the name of everything that is created at the broker, so that several applications can share one:
 *     see {@link Names}
 * @param member by which people recognise this process among the members of its groups; "" for its host, number and four digits
 *     of chance. Two members of the same name are two all the same
 * @param partitions into how many parts a new topic is cut, 1 to 1,024: each part of a group is worked off by one member
 *     at a time, so no more members than parts have work. Fixed when the topic is created
 * @param inFlight how many messages of one part a member holds in memory, those that wait to be tried again included: 1
 *     to 100,000. It bounds how many other messages pass by a failing one
 * @param maxMessageBytes how large a message may be with its attributes; the broker must let it through
 * @param retry how often a message is handed to its group, over all members, and how long to wait in between. Outages
 *     do not count
 * @param exhausted what becomes of a message after the last attempt
 * @param topology who creates what a topic and its groups need at the broker
 * @param timeout after which an operation at the broker is given up
 * @param drain how long closing waits for what is being handled
 * @param observer sees which parts come and go, what is tried again and what dies, and connections that are lost
 */
public record BusOptions(
        String prefix,
        String member,
        int partitions,
        int inFlight,
        int maxMessageBytes,
        RetryPolicy retry,
        Exhausted exhausted,
        Topology topology,
        Duration timeout,
        Duration drain,
        Observer observer) {

    private static final int MAX_PARTITIONS = 1_024;
    private static final int MAX_IN_FLIGHT = 100_000;
    private static final Duration MAX_WAIT = Duration.ofHours(1);

    /** Prefix {@code es}, 8 partitions, 256 in flight, messages up to 10 MiB, {@link RetryPolicy#DEFAULT}, dead letters, 10 seconds each. */
    public static final BusOptions DEFAULT = new BusOptions(
            "es",
            "",
            8,
            256,
            10 * 1024 * 1024,
            RetryPolicy.DEFAULT,
            Exhausted.DEAD_LETTER,
            Topology.CREATE,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Observer.NONE);

    public BusOptions {
        Names.check("BusOptions.prefix", prefix);
        member = member.isEmpty() ? someone() : member;
        Text.check("BusOptions.member", member, 1, 200);
        range("partitions", partitions, MAX_PARTITIONS);
        range("inFlight", inFlight, MAX_IN_FLIGHT);
        range("maxMessageBytes", maxMessageBytes, Integer.MAX_VALUE);
        wait("timeout", timeout, Duration.ofMillis(1));
        wait("drain", drain, Duration.ZERO);
    }

    private static void range(String name, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException("BusOptions." + name + " is 1 to " + max + ", not " + value);
        }
    }

    private static void wait(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(MAX_WAIT) > 0) {
            throw new IllegalArgumentException(
                    "BusOptions." + name + " is " + least + " to " + MAX_WAIT + ", not " + value);
        }
    }

    private static String someone() {
        String process = ManagementFactory.getRuntimeMXBean().getName(); // pid@host
        int at = process.indexOf('@');
        String host = process.substring(at + 1);
        String random = Integer.toString(ThreadLocalRandom.current().nextInt(0x1000, 0x10000), 16);
        return host + "-" + process.substring(0, Math.max(at, 0)) + "-" + random;
    }

    /** The same for names that begin so. */
    public BusOptions withPrefix(String prefix) {
        return new BusOptions(
                prefix,
                member,
                partitions,
                inFlight,
                maxMessageBytes,
                retry,
                exhausted,
                topology,
                timeout,
                drain,
                observer);
    }

    /** The same for a process that is called so. */
    public BusOptions withMember(String member) {
        return new BusOptions(
                prefix,
                member,
                partitions,
                inFlight,
                maxMessageBytes,
                retry,
                exhausted,
                topology,
                timeout,
                drain,
                observer);
    }

    /** The same with so many parts of a new topic. */
    public BusOptions withPartitions(int partitions) {
        return new BusOptions(
                prefix,
                member,
                partitions,
                inFlight,
                maxMessageBytes,
                retry,
                exhausted,
                topology,
                timeout,
                drain,
                observer);
    }

    /** The same with so many messages of one part in memory. */
    public BusOptions withInFlight(int inFlight) {
        return new BusOptions(
                prefix,
                member,
                partitions,
                inFlight,
                maxMessageBytes,
                retry,
                exhausted,
                topology,
                timeout,
                drain,
                observer);
    }

    /** The same for messages that are at most so large. */
    public BusOptions withMaxMessageBytes(int maxMessageBytes) {
        return new BusOptions(
                prefix,
                member,
                partitions,
                inFlight,
                maxMessageBytes,
                retry,
                exhausted,
                topology,
                timeout,
                drain,
                observer);
    }

    /** The same with these attempts. */
    public BusOptions withRetry(RetryPolicy retry) {
        return new BusOptions(
                prefix,
                member,
                partitions,
                inFlight,
                maxMessageBytes,
                retry,
                exhausted,
                topology,
                timeout,
                drain,
                observer);
    }

    /** The same with this end after the last attempt. */
    public BusOptions withExhausted(Exhausted exhausted) {
        return new BusOptions(
                prefix,
                member,
                partitions,
                inFlight,
                maxMessageBytes,
                retry,
                exhausted,
                topology,
                timeout,
                drain,
                observer);
    }

    /** The same with this way of getting what the broker needs. */
    public BusOptions withTopology(Topology topology) {
        return new BusOptions(
                prefix,
                member,
                partitions,
                inFlight,
                maxMessageBytes,
                retry,
                exhausted,
                topology,
                timeout,
                drain,
                observer);
    }

    /** The same with so much time for an operation at the broker. */
    public BusOptions withTimeout(Duration timeout) {
        return new BusOptions(
                prefix,
                member,
                partitions,
                inFlight,
                maxMessageBytes,
                retry,
                exhausted,
                topology,
                timeout,
                drain,
                observer);
    }

    /** The same with so much time for what is being handled when it is closed. */
    public BusOptions withDrain(Duration drain) {
        return new BusOptions(
                prefix,
                member,
                partitions,
                inFlight,
                maxMessageBytes,
                retry,
                exhausted,
                topology,
                timeout,
                drain,
                observer);
    }

    public BusOptions withObserver(Observer observer) {
        return new BusOptions(
                prefix,
                member,
                partitions,
                inFlight,
                maxMessageBytes,
                retry,
                exhausted,
                topology,
                timeout,
                drain,
                observer);
    }

    /** What becomes of a message that failed as often as allowed. */
    public enum Exhausted {
        /** It goes to the dead letters of its group; later ones of its key go on. */
        DEAD_LETTER,
        /** It stays and is tried again and again, at the longest delay; later ones of its key wait. Nothing is given up. */
        HOLD
    }

    /** Who creates topics and groups at the broker. */
    public enum Topology {
        /** The bus, where something is missing. */
        CREATE,
        /** Somebody else; the bus looks whether all is there and as it must be, and refuses with what is not. */
        CHECK,
        /** Somebody else; the bus does not even look. */
        NONE
    }
}
