// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.event;

/** What a writer believes of a stream at the moment of an append; if it is wrong, nothing is stored. */
public sealed interface ExpectedVersion {

    /** Is the belief right of a stream that is at this version? An absent stream is at version 0. */
    boolean accepts(long actual);

    /** The writer does not mind. */
    static ExpectedVersion any() {
        return new Any();
    }

    /** The stream has no event yet. */
    static ExpectedVersion noStream() {
        return new NoStream();
    }

    /** The stream has at least one event. */
    static ExpectedVersion streamExists() {
        return new StreamExists();
    }

    /** The stream's last event has this version; 0 means the same as {@link #noStream()}. */
    static ExpectedVersion exactly(long version) {
        return new Exactly(version);
    }

    /** See {@link #any()}. */
    record Any() implements ExpectedVersion {
        @Override
        public boolean accepts(long actual) {
            return true;
        }

        @Override
        public String toString() {
            return "any version";
        }
    }

    /** See {@link #noStream()}. */
    record NoStream() implements ExpectedVersion {
        @Override
        public boolean accepts(long actual) {
            return actual == 0;
        }

        @Override
        public String toString() {
            return "no stream";
        }
    }

    /** See {@link #streamExists()}. */
    record StreamExists() implements ExpectedVersion {
        @Override
        public boolean accepts(long actual) {
            return actual > 0;
        }

        @Override
        public String toString() {
            return "an existing stream";
        }
    }

    /** See {@link #exactly(long)}. */
    record Exactly(long version) implements ExpectedVersion {
        public Exactly {
            if (version < 0) {
                throw new IllegalArgumentException("An expected version is 0 or more, not " + version);
            }
        }

        @Override
        public boolean accepts(long actual) {
            return actual == version;
        }

        @Override
        public String toString() {
            return "version " + version;
        }
    }
}
