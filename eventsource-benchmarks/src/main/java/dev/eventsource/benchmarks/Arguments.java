// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * What the program was asked for: {@code [sqlite|postgres|subscriptions|aggregates|operations|buses|telemetry] [quick] [patient] [rounds] [appends]}.
 *
 * @param backend what to measure; "" for all
 * @param quick whether a rough idea is enough
 * @param patient whether to wait until neighbours leave the machine alone, and to repeat what they disturbed
 * @param rounds that count
 * @param appends of one event by the most writers in a run; 0 for each benchmark's own choice
 */
record Arguments(String backend, boolean quick, boolean patient, int rounds, int appends) {

    private static final List<String> BACKENDS =
            List.of("sqlite", "postgres", "subscriptions", "aggregates", "operations", "buses", "telemetry");

    static Arguments parse(String... arguments) {
        List<String> rest = new ArrayList<>(List.of(arguments));
        String backend = !rest.isEmpty() && BACKENDS.contains(rest.get(0)) ? rest.remove(0) : "";
        boolean quick = rest.remove("quick");
        boolean patient = rest.remove("patient");
        if (rest.size() > 2 || !rest.stream().allMatch(number -> number.matches("[1-9][0-9]{0,8}"))) {
            throw new IllegalArgumentException(
                    "Arguments: [sqlite|postgres|subscriptions|aggregates|operations|buses|telemetry] [quick] [patient] [rounds] [appends]");
        }
        int rounds = rest.isEmpty() ? (quick ? 1 : 5) : Integer.parseInt(rest.get(0));
        return new Arguments(backend, quick, patient, rounds, rest.size() < 2 ? 0 : Integer.parseInt(rest.get(1)));
    }

    boolean wants(String name) {
        return backend.isEmpty() || backend.equals(name);
    }

    int appendsOr(int usual) {
        return appends > 0 ? appends : usual;
    }
}
