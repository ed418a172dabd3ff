// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

/** How many more bytes of requests one connection may send. */
final class Allowance {

    static final int UNLIMITED = Integer.MAX_VALUE;

    private int limit = -1;
    private int left = UNLIMITED;

    /** Starts to count again if there is a new limit. */
    void renew(int newLimit, int bytes) {
        if (limit != newLimit) {
            limit = newLimit;
            left = bytes;
        }
    }

    boolean isUsedUp() {
        return left == 0;
    }

    int take(int bytes) {
        int taken = Math.min(bytes, left);
        if (left != UNLIMITED) {
            left -= taken;
        }
        return taken;
    }
}
