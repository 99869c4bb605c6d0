package io.kytkin.sandbox.query;

import io.kytkin.sandbox.store.ValueOrder;
import io.kytkin.sandbox.wire.CrmError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.IntPredicate;
import org.apache.olingo.server.api.uri.UriInfoResource;
import org.apache.olingo.server.api.uri.UriResource;
import org.apache.olingo.server.api.uri.UriResourceCount;
import org.apache.olingo.server.api.uri.UriResourceIt;
import org.apache.olingo.server.api.uri.UriResourceLambdaAll;
import org.apache.olingo.server.api.uri.UriResourceLambdaAny;
import org.apache.olingo.server.api.uri.UriResourceLambdaVariable;
import org.apache.olingo.server.api.uri.UriResourceNavigation;
import org.apache.olingo.server.api.uri.queryoption.expression.Alias;
import org.apache.olingo.server.api.uri.queryoption.expression.Binary;
import org.apache.olingo.server.api.uri.queryoption.expression.BinaryOperatorKind;
import org.apache.olingo.server.api.uri.queryoption.expression.Enumeration;
import org.apache.olingo.server.api.uri.queryoption.expression.Expression;
import org.apache.olingo.server.api.uri.queryoption.expression.Literal;
import org.apache.olingo.server.api.uri.queryoption.expression.Member;
import org.apache.olingo.server.api.uri.queryoption.expression.Method;
import org.apache.olingo.server.api.uri.queryoption.expression.Unary;
import org.apache.olingo.server.api.uri.queryoption.expression.UnaryOperatorKind;

/** Turns what Olingo's parser understood of a filter into a {@link Condition}; refuses what the CRM does not know. */
final class FilterBuilder {
    private final CrmFunctions functions;

    FilterBuilder(CrmFunctions functions) {
        this.functions = functions;
    }

    Condition condition(Expression expression) {
        if (expression instanceof Binary binary) {
            return binary(binary);
        }
        if (expression instanceof Unary unary && unary.getOperator() == UnaryOperatorKind.NOT) {
            return new Condition.Not(condition(unary.getOperand()));
        }
        if (expression instanceof Method method) {
            return method(method);
        }
        if (expression instanceof Member member && isLambda(member)) {
            return lambda(member);
        }
        return new Condition.IsTrue(operand(expression));
    }

    private Condition binary(Binary binary) {
        BinaryOperatorKind operator = binary.getOperator();
        if (operator == BinaryOperatorKind.IN) {
            throw refused("operator 'in' (ask with the function Microsoft.Dynamics.CRM.In)");
        }
        if (operator == BinaryOperatorKind.AND) {
            return new Condition.And(condition(binary.getLeftOperand()), condition(binary.getRightOperand()));
        }
        if (operator == BinaryOperatorKind.OR) {
            return or(binary);
        }
        Operand left = operand(binary.getLeftOperand());
        if (left instanceof Operand.Constant constant && functions.conditionOf(constant.constant()) != null) {
            return functions.conditionOf(constant.constant());
        }
        Operand right = operand(binary.getRightOperand());
        return switch (operator) {
            case EQ -> new Condition.Equal(left, right);
            case NE -> new Condition.Not(new Condition.Equal(left, right));
            case GT -> ordered(left, right, order -> order > 0);
            case GE -> ordered(left, right, order -> order >= 0);
            case LT -> ordered(left, right, order -> order < 0);
            case LE -> ordered(left, right, order -> order <= 0);
            default -> throw refused("operator '" + operator + "'");
        };
    }

    /** A long chain of {@code or} is built without recursion; equal comparisons of one column become one set. */
    private Condition or(Binary binary) {
        List<Expression> parts = new ArrayList<>();
        Expression rest = binary;
        while (rest instanceof Binary each && each.getOperator() == BinaryOperatorKind.OR) {
            parts.add(each.getRightOperand());
            rest = each.getLeftOperand();
        }
        parts.add(rest);
        Condition result = null;
        for (int at = parts.size() - 1; at >= 0; at--) {
            Condition part = condition(parts.get(at));
            result = result == null ? part : join(result, part);
        }
        return result;
    }

    private static Condition join(Condition left, Condition right) {
        Condition.In one = asSet(left);
        Condition.In other = asSet(right);
        if (one == null || other == null || !one.path().equals(other.path())) {
            return new Condition.Or(left, right);
        }
        Collection<Object> values = one == left ? one.values() : new LinkedHashSet<>(one.values());
        values.addAll(other.values());
        return new Condition.In(one.path(), values);
    }

    private static Condition.In asSet(Condition condition) {
        if (condition instanceof Condition.In in) {
            return in;
        }
        if (condition instanceof Condition.Equal equal && equal.left() instanceof Operand.Path path
            && equal.right() instanceof Operand.Constant constant) {
            Collection<Object> values = new LinkedHashSet<>();
            values.add(ValueOrder.normalize(constant.constant()));
            return new Condition.In(path, values);
        }
        return null;
    }

    private static Condition ordered(Operand left, Operand right, IntPredicate holds) {
        return new Condition.Ordered(left, right, holds);
    }

    private Condition method(Method method) {
        List<Expression> parameters = method.getParameters();
        switch (method.getMethod()) {
            case CONTAINS, STARTSWITH, ENDSWITH -> {
                Operand text = operand(parameters.get(0));
                if (!(operand(parameters.get(1)) instanceof Operand.Constant sought) || sought.constant() == null) {
                    throw refused("comparison of two columns with " + method.getMethod());
                }
                String name = method.getMethod().toString();
                return new Condition.Like(text, new TextPattern(sought.constant().toString(),
                    !name.equals("startswith"), !name.equals("endswith")));
            }
            default -> throw refused("function '" + method.getMethod() + "'");
        }
    }

    private static boolean isLambda(Member member) {
        List<UriResource> parts = member.getResourcePath().getUriResourceParts();
        UriResource last = parts.get(parts.size() - 1);
        return last instanceof UriResourceLambdaAny || last instanceof UriResourceLambdaAll;
    }

    private Condition lambda(Member member) {
        List<UriResource> parts = member.getResourcePath().getUriResourceParts();
        UriResource last = parts.get(parts.size() - 1);
        Operand.Path collection = path(parts.subList(0, parts.size() - 1));
        if (last instanceof UriResourceLambdaAny any) {
            Condition inner = any.getExpression() == null ? null : condition(any.getExpression());
            return new Condition.Lambda(collection, any.getLambdaVariable(), inner, false);
        }
        UriResourceLambdaAll all = (UriResourceLambdaAll) last;
        return new Condition.Lambda(collection, all.getLambdaVariable(), condition(all.getExpression()), true);
    }

    private Operand operand(Expression expression) {
        if (expression instanceof Literal literal) {
            return new Operand.Constant(Literals.value(literal.getText()));
        }
        if (expression instanceof Alias alias) {
            throw refused("parameter alias '" + alias.getParameterName() + "'");
        }
        if (expression instanceof Enumeration enumeration) {
            return new Operand.Constant(String.join(",", enumeration.getValues()));
        }
        if (expression instanceof Member member) {
            return column(member.getResourcePath());
        }
        throw refused(expression instanceof Method method ? "function '" + method.getMethod() + "'"
            : "expression '" + expression + "'");
    }

    /** What a path leads to: a column, or a lookup by its navigation property. */
    Operand.Path column(UriInfoResource resource) {
        List<UriResource> parts = resource.getUriResourceParts();
        UriResource last = parts.get(parts.size() - 1);
        if (last instanceof UriResourceCount
            || last instanceof UriResourceNavigation navigation && navigation.isCollection()) {
            throw refused("collection '" + parts.get(0).getSegmentValue() + "' as a value");
        }
        return path(parts);
    }

    private static Operand.Path path(List<UriResource> parts) {
        String variable = null;
        List<String> names = new ArrayList<>();
        for (UriResource part : parts) {
            if (part instanceof UriResourceLambdaVariable range) {
                variable = range.getVariableName();
            } else if (!(part instanceof UriResourceIt)) {
                names.add(part.getSegmentValue());
            }
        }
        if (names.isEmpty()) {
            throw refused("range variable '" + variable + "' without a column");
        }
        return new Operand.Path(variable, List.copyOf(names.subList(0, names.size() - 1)),
            names.get(names.size() - 1));
    }

    private static CrmError refused(String what) {
        return new CrmError(400, "0x80060888", "The " + what + " is not supported in a filter.");
    }
}
