// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.inspect;

import java.util.List;

/**
 * What checking a log has shown.
 *
 * @param events that were checked
 * @param streams they belong to
 * @param wrong how many things are wrong; 0 is what it should be
 * @param findings the first of them, in words
 */
public record Verification(long events, long streams, long wrong, List<String> findings) {

    public Verification {
        findings = List.copyOf(findings);
    }

    /** Is everything as promised? */
    public boolean ok() {
        return wrong == 0;
    }
}
