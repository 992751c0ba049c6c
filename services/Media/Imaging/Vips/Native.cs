using System.Runtime.InteropServices;

namespace AspireCoach.Media.Imaging.Vips;

/// <summary>
/// The functions of libvips and of GObject that the binding calls, none of them variadic. <see cref="Libvips"/> says where
/// they come from; nothing outside this folder calls them.
/// </summary>
internal static unsafe partial class Native
{
    public const string Library = "vips";

    [LibraryImport(Library, EntryPoint = "vips_init", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Init(string program);

    [LibraryImport(Library, EntryPoint = "vips_version")]
    public static partial int Version(int flag);

    [LibraryImport(Library, EntryPoint = "vips_block_untrusted_set")]
    public static partial void BlockUntrusted([MarshalAs(UnmanagedType.Bool)] bool state);

    [LibraryImport(Library, EntryPoint = "vips_operation_block_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void BlockOperation(string name, [MarshalAs(UnmanagedType.Bool)] bool state);

    [LibraryImport(Library, EntryPoint = "vips_cache_set_max")]
    public static partial void SetCacheSize(int operations);

    [LibraryImport(Library, EntryPoint = "vips_concurrency_set")]
    public static partial void SetConcurrency(int threads);

    [LibraryImport(Library, EntryPoint = "vips_tracked_get_mem")]
    public static partial nuint TrackedMemory();

    [LibraryImport(Library, EntryPoint = "vips_tracked_get_allocs")]
    public static partial int TrackedAllocations();

    [LibraryImport(Library, EntryPoint = "vips_tracked_get_files")]
    public static partial int TrackedFiles();

    [LibraryImport(Library, EntryPoint = "vips_error_clear")]
    public static partial void ClearError();

    [LibraryImport(Library, EntryPoint = "vips_error_buffer_copy")]
    public static partial byte* TakeError();

    [LibraryImport(Library, EntryPoint = "vips_operation_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial VipsOperation NewOperation(string name);

    /// <summary>Takes the operation's reference and puts that of the built one in its place.</summary>
    [LibraryImport(Library, EntryPoint = "vips_cache_operation_buildp")]
    public static partial int Build(ref nint operation);

    [LibraryImport(Library, EntryPoint = "vips_object_unref_outputs")]
    public static partial void UnrefOutputs(nint operation);

    [LibraryImport(Library, EntryPoint = "vips_object_set_argument_from_string", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetArgument(VipsOperation operation, string name, string value);

    [LibraryImport(Library, EntryPoint = "vips_source_new_from_file", StringMarshalling = StringMarshalling.Utf8)]
    public static partial VipsSource OpenFile(string path);

    [LibraryImport(Library, EntryPoint = "vips_source_new_from_memory")]
    public static partial VipsSource OpenMemory(void* bytes, nuint length);

    [LibraryImport(Library, EntryPoint = "vips_image_new_from_memory")]
    public static partial VipsImage FromPixels(void* pixels, nuint length, int width, int height, int bands, int format);

    [LibraryImport(Library, EntryPoint = "vips_image_write_to_memory")]
    public static partial byte* WritePixels(VipsImage image, out nuint length);

    [LibraryImport(Library, EntryPoint = "vips_image_get_width")]
    public static partial int Width(VipsImage image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_height")]
    public static partial int Height(VipsImage image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_bands")]
    public static partial int Bands(VipsImage image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_format")]
    public static partial int Format(VipsImage image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_int", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GetInt(VipsImage image, string field, out int value);

    [LibraryImport(Library, EntryPoint = "vips_image_get_page_height")]
    public static partial int PageHeight(VipsImage image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_orientation")]
    public static partial int Orientation(VipsImage image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_typeof", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nuint TypeOf(VipsImage image, string field);

    [LibraryImport(Library, EntryPoint = "vips_image_get_blob", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GetBlob(VipsImage image, string field, out byte* bytes, out nuint length);

    [LibraryImport(Library, EntryPoint = "vips_image_set_progress")]
    public static partial void SetProgress(VipsImage image, [MarshalAs(UnmanagedType.Bool)] bool progress);

    [LibraryImport(Library, EntryPoint = "vips_image_set_kill")]
    public static partial void SetKill(nint image, [MarshalAs(UnmanagedType.Bool)] bool kill);

    [LibraryImport(Library, EntryPoint = "vips_blob_get")]
    public static partial byte* BlobBytes(nint blob, out nuint length);

    [LibraryImport(Library, EntryPoint = "vips_area_unref")]
    public static partial void UnrefArea(nint area);

    [LibraryImport(Library, EntryPoint = "vips_image_get_type")]
    public static partial nuint ImageType();

    [LibraryImport(Library, EntryPoint = "vips_source_get_type")]
    public static partial nuint SourceType();

    [LibraryImport(Library, EntryPoint = "vips_blob_get_type")]
    public static partial nuint BlobType();

    [LibraryImport(Library, EntryPoint = "g_value_init")]
    public static partial void InitValue(GValue* value, nuint type);

    [LibraryImport(Library, EntryPoint = "g_value_unset")]
    public static partial void UnsetValue(GValue* value);

    [LibraryImport(Library, EntryPoint = "g_value_set_object")]
    public static partial void SetObject(GValue* value, VipsObject instance);

    [LibraryImport(Library, EntryPoint = "g_value_dup_object")]
    public static partial nint DupObject(GValue* value);

    [LibraryImport(Library, EntryPoint = "g_value_dup_boxed")]
    public static partial nint DupBoxed(GValue* value);

    [LibraryImport(Library, EntryPoint = "g_object_set_property", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetProperty(VipsOperation operation, string name, GValue* value);

    [LibraryImport(Library, EntryPoint = "g_object_get_property", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void GetProperty(nint operation, string name, GValue* value);

    [LibraryImport(Library, EntryPoint = "g_signal_connect_data", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nuint Connect(
        VipsImage image,
        string signal,
        delegate* unmanaged[Cdecl]<nint, nint, nint, void> handler,
        nint data,
        delegate* unmanaged[Cdecl]<nint, nint, void> destroy,
        int flags);

    [LibraryImport(Library, EntryPoint = "g_log_set_handler", StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint SetLogHandler(string domain, int levels, delegate* unmanaged[Cdecl]<nint, int, nint, nint, void> handler, nint data);

    [LibraryImport(Library, EntryPoint = "g_object_unref")]
    public static partial void Unref(nint instance);

    [LibraryImport(Library, EntryPoint = "g_free")]
    public static partial void Free(void* memory);

    /// <summary>glibc's.</summary>
    [LibraryImport("libc", EntryPoint = "mallopt")]
    public static partial int SetAllocator(int parameter, int value);

    /// <summary>GObject's container of a typed value.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct GValue
    {
        public nuint Type;
        public long First;
        public long Second;
    }
}
