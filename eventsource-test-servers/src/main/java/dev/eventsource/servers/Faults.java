// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the network does wrong now, for all connections of a proxy. */
final class Faults {

    private boolean refuses;
    private boolean stalled;
    private long delayNanos;
    private @Nullable String fatal;
    private int lostReplies;
    private int requestBytes = Allowance.UNLIMITED;
    private int requestLimits;

    synchronized boolean refuses() {
        return refuses;
    }

    synchronized void refuse(boolean now) {
        refuses = now;
    }

    synchronized void stall() {
        stalled = true;
    }

    synchronized void resume() {
        stalled = false;
        requestBytes = Allowance.UNLIMITED;
        requestLimits++;
        notifyAll();
    }

    synchronized void delay(Duration oneWay) {
        delayNanos = oneWay.toNanos();
    }

    synchronized void stallRequestsAfter(int bytes) {
        requestBytes = bytes;
        requestLimits++;
        notifyAll();
    }

    synchronized void loseRepliesAfter(String text) {
        fatal = text;
    }

    synchronized int lostReplies() {
        return lostReplies;
    }

    synchronized void replyLost() {
        lostReplies++;
    }

    /** When a piece that is read now may be written. */
    synchronized long due() {
        return System.nanoTime() + delayNanos;
    }

    /** Whether these are the requests after which the answers get lost; only once. */
    synchronized boolean strike(Requests requests) {
        if (fatal == null || !requests.contain(fatal)) {
            return false;
        }
        fatal = null;
        return true;
    }

    synchronized void awaitReply(long due) throws InterruptedException {
        while (true) {
            if (stalled) {
                wait();
            } else if (isTime(due)) {
                return;
            }
        }
    }

    /** Waits until a request may pass; how many of its bytes, at least one if it has any. */
    synchronized int awaitRequest(long due, int bytes, Allowance allowance) throws InterruptedException {
        while (true) {
            allowance.renew(requestLimits, requestBytes);
            if (stalled || allowance.isUsedUp()) {
                wait();
            } else if (isTime(due)) {
                return allowance.take(bytes);
            }
        }
    }

    /** Waits if it is not, but perhaps not long enough. */
    private boolean isTime(long due) throws InterruptedException {
        long nanos = due - System.nanoTime();
        if (nanos <= 0) {
            return true;
        }
        TimeUnit.NANOSECONDS.timedWait(this, nanos);
        return false;
    }
}
