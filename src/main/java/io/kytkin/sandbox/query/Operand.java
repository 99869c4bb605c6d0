package io.kytkin.sandbox.query;

import java.util.List;

/** One side of a comparison. */
public sealed interface Operand {
    /** Its value in that scope, or null. */
    Object value(Scope scope);

    /** A value written in the query. */
    record Constant(Object constant) implements Operand {
        @Override
        public Object value(Scope scope) {
            return constant;
        }
    }

    /**
     * A column of the record or of one it leads to.
     *
     * @param variable the range variable it starts at, or null for the record itself
     * @param steps navigation and complex properties on the way
     * @param property the last name
     */
    record Path(String variable, List<String> steps, String property) implements Operand {
        @Override
        public Object value(Scope scope) {
            Source source = end(scope);
            return source == null ? null : source.get(property);
        }

        /** Whether it is a column of the record itself. */
        public boolean isOwnColumn() {
            return variable == null && steps.isEmpty();
        }

        List<Source> entries(Scope scope) {
            Source source = end(scope);
            return source == null ? List.of() : source.all(property);
        }

        private Source end(Scope scope) {
            Source source = scope.of(variable);
            for (String step : steps) {
                source = source == null ? null : source.follow(step);
            }
            return source;
        }
    }
}
