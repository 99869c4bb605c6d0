package io.kytkin.sandbox.query;

import java.util.HashMap;
import java.util.Map;

/** What names mean while a condition is tested: the record itself, and the range variables of lambdas around. */
public final class Scope {
    private final Source root;
    private final Map<String, Source> variables;

    /** The record itself and no variables. */
    public Scope(Source root) {
        this(root, Map.of());
    }

    private Scope(Source root, Map<String, Source> variables) {
        this.root = root;
        this.variables = variables;
    }

    Scope with(String variable, Source source) {
        Map<String, Source> more = new HashMap<>(variables);
        more.put(variable, source);
        return new Scope(root, more);
    }

    Source of(String variable) {
        return variable == null ? root : variables.get(variable);
    }
}
