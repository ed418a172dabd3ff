// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * Which subscription: its name, and the version of what it does. A new version begins anew, beside the old one.
 *
 * @param name 1 to 64 of {@code A-Z a-z 0-9 _ . -}
 * @param version from 1
 */
public record SubscriptionId(String name, int version) implements Comparable<SubscriptionId> {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Comparator<SubscriptionId> ORDER =
            Comparator.comparing(SubscriptionId::name).thenComparingInt(SubscriptionId::version);

    public SubscriptionId {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "The name of a subscription has 1 to 64 of A-Z a-z 0-9 _ . -, not '" + name + "'");
        }
        if (version < 1) {
            throw new IllegalArgumentException("Versions start at 1, that of " + name + " is " + version);
        }
    }

    /** The first version. */
    public static SubscriptionId of(String name) {
        return new SubscriptionId(name, 1);
    }

    @Override
    public int compareTo(SubscriptionId other) {
        return ORDER.compare(this, other);
    }

    /** {@code outcomes@2}. */
    @Override
    public String toString() {
        return name + "@" + version;
    }
}
