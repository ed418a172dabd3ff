// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.course;

import dev.eventsource.aggregate.BoundaryDecider;
import dev.eventsource.aggregate.CommandRejectedException;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.StreamId;
import dev.eventsource.examples.course.CourseEvent.Enrolled;
import dev.eventsource.examples.course.CourseEvent.Offered;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

// DOC boundary begin
/** A course has so many seats, and a student takes at most three courses. */
final class Enrolment implements BoundaryDecider<Enrolment.Enrol, Enrolment.Places, CourseEvent> {

    record Enrol(String student, String course) {}

    record Places(Map<String, Integer> seats, Set<Enrolled> enrolled) {

        long in(String course) {
            return enrolled.stream().filter(one -> one.course().equals(course)).count();
        }

        long of(String student) {
            return enrolled.stream()
                    .filter(one -> one.student().equals(student))
                    .count();
        }
    }

    @Override
    public EventQuery boundary(Enrol command) {
        return EventQuery.all()
                .tagged("course:" + command.course())
                .or(EventQuery.all().tagged("student:" + command.student()));
    }

    @Override
    public StreamId stream(CourseEvent event) {
        return event instanceof Enrolled enrolled
                ? StreamId.of("student", enrolled.student())
                : StreamId.of("course", ((Offered) event).course());
    }

    @Override
    public List<CourseEvent> decide(Enrol command, Places places) {
        Enrolled enrolled = new Enrolled(command.student(), command.course());
        if (places.enrolled().contains(enrolled)) {
            return List.of();
        }
        if (places.in(command.course()) >= places.seats().getOrDefault(command.course(), 0)) {
            throw new CommandRejectedException("No seat is left in " + command.course());
        }
        if (places.of(command.student()) >= 3) {
            throw new CommandRejectedException(command.student() + " takes three courses already");
        }
        return List.of(enrolled);
    }

    @Override
    public Places initialState() {
        return new Places(Map.of(), Set.of());
    }

    @Override
    public Places evolve(Places places, CourseEvent event) {
        if (event instanceof Offered offered) {
            Map<String, Integer> seats = new TreeMap<>(places.seats());
            seats.put(offered.course(), offered.seats());
            return new Places(seats, places.enrolled());
        }
        Set<Enrolled> enrolled = new HashSet<>(places.enrolled());
        enrolled.add((Enrolled) event);
        return new Places(places.seats(), enrolled);
    }
}
// DOC boundary end
