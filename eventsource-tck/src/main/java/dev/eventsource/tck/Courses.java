// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import dev.eventsource.aggregate.BoundaryDecider;
import dev.eventsource.aggregate.CommandRejectedException;
import dev.eventsource.codec.EventCodec;
import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.codec.Tagged;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.StreamId;
import dev.eventsource.json.JacksonEventCodec;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Students enrol for courses: a course has so many seats, and a student takes so many courses. */
final class Courses implements BoundaryDecider<Courses.Enrol, Courses.Places, Courses.CourseEvent> {

    static final EventCodec CODEC = new JacksonEventCodec(EventTypes.of(CourseEvent.class));

    private static final int COURSES_OF_A_STUDENT = 3;

    sealed interface CourseEvent extends Tagged {}

    @EventType("CourseOffered")
    record Offered(String course, int seats) implements CourseEvent {
        @Override
        public Set<String> tags() {
            return Set.of("course:" + course);
        }
    }

    @EventType("StudentEnrolled")
    record Enrolled(String student, String course) implements CourseEvent {
        @Override
        public Set<String> tags() {
            return Set.of("course:" + course, "student:" + student);
        }
    }

    /** The command. */
    record Enrol(String student, String course) {}

    /** What the decision on it rests on. */
    record Places(List<CourseEvent> events) {

        long seatsOf(String course) {
            return events.stream()
                    .mapToLong(event ->
                            event instanceof Offered offered && offered.course.equals(course) ? offered.seats : 0)
                    .sum();
        }

        long enrolledIn(String course) {
            return events.stream()
                    .filter(event -> event instanceof Enrolled enrolled && enrolled.course.equals(course))
                    .count();
        }

        long coursesOf(String student) {
            return events.stream()
                    .filter(event -> event instanceof Enrolled enrolled && enrolled.student.equals(student))
                    .count();
        }
    }

    @Override
    public Places initialState() {
        return new Places(List.of());
    }

    @Override
    public List<CourseEvent> decide(Enrol command, Places places) {
        Enrolled enrolled = new Enrolled(command.student, command.course);
        if (places.events.contains(enrolled)) {
            return List.of();
        }
        if (places.enrolledIn(command.course) >= places.seatsOf(command.course)) {
            throw new CommandRejectedException("No seat is left in " + command.course);
        }
        if (places.coursesOf(command.student) >= COURSES_OF_A_STUDENT) {
            throw new CommandRejectedException(command.student + " takes enough courses");
        }
        return List.of(enrolled);
    }

    @Override
    public Places evolve(Places places, CourseEvent event) {
        return new Places(
                Stream.concat(places.events.stream(), Stream.of(event)).toList());
    }

    @Override
    public EventQuery boundary(Enrol command) {
        return EventQuery.all()
                .tagged("course:" + command.course)
                .or(EventQuery.all().tagged("student:" + command.student));
    }

    @Override
    public StreamId stream(CourseEvent event) {
        return event instanceof Enrolled enrolled
                ? StreamId.of("student", enrolled.student)
                : StreamId.of("course", ((Offered) event).course);
    }
}
