// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.inspect;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with a log: all of it counted, the first of it told. */
final class Findings {

    private static final int TOLD = 20;

    private final List<String> first = new ArrayList<>();
    private long count;

    void add(String finding) {
        count++;
        if (first.size() < TOLD) {
            first.add(finding);
        }
    }

    long count() {
        return count;
    }

    List<String> first() {
        return first;
    }
}
