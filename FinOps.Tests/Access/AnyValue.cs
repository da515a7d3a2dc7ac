namespace FinOps.Tests.Access;

/// <summary>Some value of a type, for calls whose arguments do not matter.</summary>
internal static class AnyValue
{
    public static object? Of(Type type, int depth = 0)
    {
        if (type == typeof(string))
        {
            return "x";
        }

        if (type == typeof(Stream))
        {
            return new MemoryStream();
        }

        if (type.IsArray)
        {
            return Array.CreateInstance(type.GetElementType()!, 0);
        }

        if (type.IsInterface && type.IsGenericType && type.GetGenericArguments() is [var element] && type.IsAssignableFrom(element.MakeArrayType()))
        {
            return Array.CreateInstance(element, 0);
        }

        if (type.IsInterface || type.IsAbstract || Nullable.GetUnderlyingType(type) is not null || depth > 4)
        {
            return null;
        }

        if (type.IsValueType)
        {
            return Activator.CreateInstance(type);
        }

        var constructor = type.GetConstructors().MinBy(c => c.GetParameters().Length);
        return constructor?.Invoke([.. constructor.GetParameters().Select(p => Of(p.ParameterType, depth + 1))]);
    }
}
