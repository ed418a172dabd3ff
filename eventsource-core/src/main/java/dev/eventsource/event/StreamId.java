// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.event;

/**
 * Names a stream: the history of one thing, a loan application for instance.
 *
 * <p>{@code StreamId.of("loan", "173688")} prints {@code loan-173688}; {@code .in("acme")} makes it that tenant's,
 * {@code acme:loan-173688}. {@link #parse} is the inverse of {@link #toString()}.
 *
 * @param tenant whose stream it is: up to 64 of {@code A-Z a-z 0-9 _ .}; empty if the store has no tenants
 * @param category what kind of thing it is: 1 to 64 of {@code A-Z a-z 0-9 _ .}
 * @param key which one of its kind: 1 to 200 UTF-16 units without control characters or unpaired surrogates
 */
public record StreamId(String tenant, String category, String key) {

    /** The longest key, in UTF-16 units. */
    public static final int MAX_KEY_LENGTH = 200;

    public StreamId {
        Text.checkName("The tenant of a stream", tenant, 0);
        Text.checkName("The category of a stream", category, 1);
        Text.check("The key of a stream", key, 1, MAX_KEY_LENGTH);
    }

    /** A stream without a tenant. */
    public static StreamId of(String category, String key) {
        return new StreamId("", category, key);
    }

    /** The stream of the same category and key that belongs to this tenant. */
    public StreamId in(String tenant) {
        return new StreamId(tenant, category, key);
    }

    /**
     * Reads what {@link #toString()} printed. A tenant is taken only from a ':' before the first '-'; the key may
     * contain both characters.
     *
     * @throws IllegalArgumentException if the text names no stream
     */
    public static StreamId parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 0) {
            throw new IllegalArgumentException(
                    "'" + Text.excerpt(text) + "' names no stream; write category-key or tenant:category-key");
        }
        int colon = text.lastIndexOf(':', dash);
        if (colon == 0) {
            throw new IllegalArgumentException(
                    "'" + Text.excerpt(text) + "' names no stream: there is no tenant before the ':'");
        }
        String tenant = colon < 0 ? "" : text.substring(0, colon);
        return new StreamId(tenant, text.substring(colon + 1, dash), text.substring(dash + 1));
    }

    /** {@code category-key}, or {@code tenant:category-key}: the stream's canonical name. */
    @Override
    public String toString() {
        return tenant.isEmpty() ? category + "-" + key : tenant + ":" + category + "-" + key;
    }
}
