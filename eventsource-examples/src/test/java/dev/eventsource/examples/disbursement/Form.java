// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.disbursement;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What stands behind the question mark of a URL. */
final class Form {

    private Form() {}

    static Map<String, String> of(String query) {
        return Stream.of(query.split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }
}
